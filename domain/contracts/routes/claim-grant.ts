import { z } from "zod";
import { claimAnswerSchema, claimBodySchema } from "#domain/contracts/claim.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /v1/grants/{id}/claim` of the reveal origin: opens a grant once, sealed to the caller's key. */
export const claimGrantRoute = {
  id: "claimGrant",
  method: "POST",
  base: "reveal",
  path: "/v1/grants/{id}/claim",
  summary: "Reveal a credential, once",
  description:
    "Served by the reveal origin; takes an access token whose audience holds that origin. Exactly one claim of a " +
    "grant is answered; for two minutes, until it is confirmed, the same key gets the same answer again. A claim that is refused for its input, its caller or the age of the sign-in uses nothing up.",
  tag: "Grants",
  scope: "grants:reveal",
  params: idParams,
  query: z.strictObject({}),
  body: claimBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "The credential, sealed to the key of the body.",
    mediaType: "application/json",
    schema: claimAnswerSchema,
  },
  errors: [
    "invalid_key",
    "not_found",
    "forbidden",
    "rate_limited",
    "reauthentication_required",
    "claiming",
    "wrong_state",
    "gone",
    "kek_unavailable",
  ],
} as const satisfies RouteContract;
