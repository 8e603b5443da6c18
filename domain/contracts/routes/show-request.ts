import { z } from "zod";
import { requestSchema } from "#domain/contracts/request.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /requests/{id}`: the request now, or after the wait that `Prefer` asks for. */
export const showRequestRoute = {
  id: "showRequest",
  method: "GET",
  base: "api",
  path: "/requests/{id}",
  summary: "Show one request",
  description:
    "At once, or with `Prefer: wait=N` as soon as it is fulfilled, waits for a human, is over or is blocked.",
  tag: "Requests",
  scope: "requests:read",
  params: idParams,
  query: z.strictObject({}),
  body: null,
  headers: ["Prefer"],
  answer: {
    status: 200,
    description: "The request.",
    mediaType: "application/json",
    schema: requestSchema,
    headers: { "Preference-Applied": "The wait that was applied." },
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
