import { webhookListQuerySchema, webhookListSchema } from "#domain/contracts/webhook.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /webhooks`: newest first, one page per cursor. */
export const listWebhooksRoute = {
  id: "listWebhooks",
  method: "GET",
  base: "api",
  path: "/webhooks",
  summary: "List webhooks",
  description: "Leads see those of their teams; the platform team sees every one.",
  tag: "Webhooks",
  scope: "webhooks:read",
  params: null,
  query: webhookListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Endpoints that the caller manages, newest first.",
    mediaType: "application/json",
    schema: webhookListSchema,
  },
  errors: [],
} as const satisfies RouteContract;
