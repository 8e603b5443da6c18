import { z } from "zod";
import { createWebhookBodySchema, webhookWithKeySchema } from "#domain/contracts/webhook.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /webhooks`: makes an endpoint, which is told what happens from now on, and tells its signing key once. */
export const createWebhookRoute = {
  id: "createWebhook",
  method: "POST",
  base: "api",
  path: "/webhooks",
  summary: "Create a webhook",
  description:
    "The answer holds the signing key, this one time: what is stored of it only the worker can open. The same " +
    "`Idempotency-Key` with the same body gets the same endpoint again with `signingKey: null`.",
  tag: "Webhooks",
  scope: "webhooks:write",
  params: null,
  query: z.strictObject({}),
  body: createWebhookBodySchema,
  headers: ["Idempotency-Key"],
  answer: {
    status: 201,
    description: "The endpoint and its signing key.",
    mediaType: "application/json",
    schema: webhookWithKeySchema,
    headers: { "Idempotent-Replayed": "`true` when this key had made it before: then `signingKey` is null." },
  },
  errors: ["unknown_reference", "forbidden", "secret_in_text", "limit_reached", "kek_unavailable"],
} as const satisfies RouteContract;
