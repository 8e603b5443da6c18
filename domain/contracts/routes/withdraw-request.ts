import { z } from "zod";
import { requestSchema } from "#domain/contracts/request.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /requests/{id}/withdraw`: the requester takes the request back; what was begun is undone. */
export const withdrawRequestRoute = {
  id: "withdrawRequest",
  method: "POST",
  base: "api",
  path: "/requests/{id}/withdraw",
  summary: "Withdraw a request",
  description:
    "For whoever asked, or whom it is for. What waits is taken back at once; what was begun is undone on its back end.",
  tag: "Requests",
  scope: "requests:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "The request as it stands now.",
    mediaType: "application/json",
    schema: requestSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state"],
} as const satisfies RouteContract;
