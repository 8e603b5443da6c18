import { z } from "zod";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import { updateWebhookBodySchema, webhookSchema } from "#domain/contracts/webhook.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /webhooks/{id}/update`: another address, description or choice of events. */
export const updateWebhookRoute = {
  id: "updateWebhook",
  method: "POST",
  base: "api",
  path: "/webhooks/{id}/update",
  summary: "Change a webhook",
  description: "What is left out stays. What is on its way already goes to the new address at its next attempt.",
  tag: "Webhooks",
  scope: "webhooks:write",
  params: idParams,
  query: z.strictObject({}),
  body: updateWebhookBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "The endpoint as it is now.",
    mediaType: "application/json",
    schema: webhookSchema,
  },
  errors: ["not_found", "secret_in_text"],
} as const satisfies RouteContract;
