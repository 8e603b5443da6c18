import { z } from "zod";
import { requestSchema, submitBodySchema } from "#domain/contracts/request.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /requests`: files a request and decides it in the same transaction. */
export const submitRequestRoute = {
  id: "submitRequest",
  method: "POST",
  base: "api",
  path: "/requests",
  summary: "Submit a request",
  description:
    "Answers 201 whatever the outcome is: `state` says whether it was approved, waits for a human or was denied. " +
    "The same `Idempotency-Key` with the same body gets the same request again; with another body it is a conflict.",
  tag: "Requests",
  scope: "requests:write",
  params: null,
  query: z.strictObject({}),
  body: submitBodySchema,
  headers: ["Idempotency-Key", "Prefer"],
  answer: {
    status: 201,
    description: "The request as filed, or as it stands after the wait that `Prefer` asked for.",
    mediaType: "application/json",
    schema: requestSchema,
    headers: {
      Location: "Where the request can be read.",
      "Idempotent-Replayed": "`true` when this key had filed the request before.",
      "Preference-Applied": "The wait that was applied.",
      "RateLimit-Limit": "Submits per minute.",
      "RateLimit-Remaining": "Submits left right now.",
      "RateLimit-Reset": "Seconds until the full burst is there again.",
    },
  },
  errors: ["unknown_reference", "forbidden", "rate_limited"],
} as const satisfies RouteContract;
