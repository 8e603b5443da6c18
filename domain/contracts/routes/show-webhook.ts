import { z } from "zod";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import { webhookSchema } from "#domain/contracts/webhook.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /webhooks/{id}`: one endpoint, never its key. */
export const showWebhookRoute = {
  id: "showWebhook",
  method: "GET",
  base: "api",
  path: "/webhooks/{id}",
  summary: "Show one webhook",
  description: "Its key is never told again: rotate it where it was lost.",
  tag: "Webhooks",
  scope: "webhooks:read",
  params: idParams,
  query: z.strictObject({}),
  body: null,
  headers: [],
  answer: { status: 200, description: "The endpoint.", mediaType: "application/json", schema: webhookSchema },
  errors: ["not_found"],
} as const satisfies RouteContract;
