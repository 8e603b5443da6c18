import { z } from "zod";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import { webhookSchema } from "#domain/contracts/webhook.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /webhooks/{id}/disable`: from now on nothing is sent there, and what waited has failed. */
export const disableWebhookRoute = {
  id: "disableWebhook",
  method: "POST",
  base: "api",
  path: "/webhooks/{id}/disable",
  summary: "Stop a webhook",
  description: "What waits for it fails, and can be sent again once it is enabled.",
  tag: "Webhooks",
  scope: "webhooks:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "The endpoint, which receives nothing any more; disabling it again changes nothing.",
    mediaType: "application/json",
    schema: webhookSchema,
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
