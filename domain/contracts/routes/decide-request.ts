import { z } from "zod";
import { decideBodySchema, requestSchema } from "#domain/contracts/request.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /requests/{id}/decisions`: one approver's verdict on exactly the digest they read. */
export const decideRequestRoute = {
  id: "decideRequest",
  method: "POST",
  base: "api",
  path: "/requests/{id}/decisions",
  summary: "Approve or reject a request, or offer less instead",
  description:
    "For an approver of the stage that waits, with the digest of the request that they read. Nobody decides on their own request, nor on one that they had a part in; service accounts never decide. `counter` offers less of the same. An approval in production wants a recent sign-in.",
  tag: "Requests",
  scope: "requests:approve",
  params: idParams,
  query: z.strictObject({}),
  body: decideBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "The request after the verdict.",
    mediaType: "application/json",
    schema: requestSchema,
  },
  errors: ["not_found", "own_request", "not_an_approver", "digest_stale", "already_decided", "not_narrower"],
} as const satisfies RouteContract;
