import { z } from "zod";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import { webhookTestSchema } from "#domain/contracts/webhook.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /webhooks/{id}/test`: sends a `ping` the way that every event goes. */
export const testWebhookRoute = {
  id: "testWebhook",
  method: "POST",
  base: "api",
  path: "/webhooks/{id}/test",
  summary: "Send a ping to a webhook",
  description: "The `ping` is signed, retried and logged as every event is.",
  tag: "Webhooks",
  scope: "webhooks:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  hasEffectEachTime: true,
  answer: {
    status: 202,
    description: "The ping is on its way.",
    mediaType: "application/json",
    schema: webhookTestSchema,
  },
  errors: ["not_found", "wrong_state"],
} as const satisfies RouteContract;
