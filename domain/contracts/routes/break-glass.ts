import { z } from "zod";
import { breakGlassBodySchema, emergencySchema } from "#domain/contracts/break-glass.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /resources/{id}/break-glass`: emergency access to what somebody else holds, for an hour at most. */
export const breakGlassRoute = {
  id: "breakGlass",
  method: "POST",
  base: "api",
  path: "/resources/{id}/break-glass",
  summary: "Ask for emergency access",
  description:
    "For people named in the catalog, within five minutes of a sign-in, to what they hold no credential of. A login of their own is made beside the owner's and waits for them under a grant; it ends after `ttlMinutes`, an hour at most, with proof, and the owner's credential is rotated after it. Where two persons are needed it waits for a second one first.",
  tag: "Emergency access",
  scope: "resources:write",
  params: idParams,
  query: z.strictObject({}),
  body: breakGlassBodySchema,
  headers: ["Idempotency-Key"],
  answer: {
    status: 201,
    description: "The use: `active`, or `waiting` for a second person.",
    mediaType: "application/json",
    schema: emergencySchema,
    headers: { "Idempotent-Replayed": "`true` when this key had asked for it before." },
  },
  errors: ["not_found", "forbidden", "wrong_state", "reauthentication_required", "secret_in_text"],
} as const satisfies RouteContract;
