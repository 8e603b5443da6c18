import { idParams } from "#domain/contracts/routes/id-params.ts";
import { webhookDeliveryListQuerySchema, webhookDeliveryListSchema } from "#domain/contracts/webhook.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /webhooks/{id}/deliveries`: what became of each event at this endpoint. */
export const listWebhookDeliveriesRoute = {
  id: "listWebhookDeliveries",
  method: "GET",
  base: "api",
  path: "/webhooks/{id}/deliveries",
  summary: "List deliveries of a webhook",
  description:
    "Each has its attempts, and the beginning of the last answer with what looks like a secret taken out. Kept for 30 days.",
  tag: "Webhooks",
  scope: "webhooks:read",
  params: idParams,
  query: webhookDeliveryListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "What became of each event, newest first; kept for 30 days.",
    mediaType: "application/json",
    schema: webhookDeliveryListSchema,
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
