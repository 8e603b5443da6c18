import { z } from "zod";
import { createdTokenSchema, createTokenBodySchema } from "#domain/contracts/service-account.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /tokens`: makes a token for a service account and tells it once. */
export const createTokenRoute = {
  id: "createToken",
  method: "POST",
  base: "api",
  path: "/tokens",
  summary: "Create a token for a service account",
  description:
    "The answer holds the token, this one time: only its SHA-256 is stored. The same `Idempotency-Key` with the same " +
    "body gets the same token row again with `token: null`; a token whose answer was lost is revoked and made anew.",
  tag: "Service accounts",
  scope: "service-accounts:write",
  params: null,
  query: z.strictObject({}),
  body: createTokenBodySchema,
  headers: ["Idempotency-Key"],
  answer: {
    status: 201,
    description: "What is known of the token, and the token itself.",
    mediaType: "application/json",
    schema: createdTokenSchema,
    headers: { "Idempotent-Replayed": "`true` when this key had made the token before: then `token` is null." },
  },
  errors: ["not_found", "forbidden", "wrong_state", "limit_reached"],
} as const satisfies RouteContract;
