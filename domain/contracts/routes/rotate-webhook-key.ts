import { z } from "zod";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import { rotateWebhookKeyBodySchema, webhookWithKeySchema } from "#domain/contracts/webhook.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /webhooks/{id}/rotate-key`: makes a new key, told once; the one before signs beside it for a while. */
export const rotateWebhookKeyRoute = {
  id: "rotateWebhookKey",
  method: "POST",
  base: "api",
  path: "/webhooks/{id}/rotate-key",
  summary: "Rotate the signing key of a webhook",
  description:
    "Until the old key ends each message carries a signature of either: a receiver takes the new key when it likes. " +
    "At most two keys sign: a key that was ending already ends now.",
  tag: "Webhooks",
  scope: "webhooks:write",
  params: idParams,
  query: z.strictObject({}),
  body: rotateWebhookKeyBodySchema,
  headers: ["Idempotency-Key"],
  answer: {
    status: 200,
    description: "The endpoint and its new signing key.",
    mediaType: "application/json",
    schema: webhookWithKeySchema,
    headers: { "Idempotent-Replayed": "`true` when this key had made it before: then `signingKey` is null." },
  },
  errors: ["not_found", "kek_unavailable"],
} as const satisfies RouteContract;
