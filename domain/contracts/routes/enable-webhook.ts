import { z } from "zod";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import { webhookSchema } from "#domain/contracts/webhook.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /webhooks/{id}/enable`: it is told what happens from now on; what it missed can be sent again. */
export const enableWebhookRoute = {
  id: "enableWebhook",
  method: "POST",
  base: "api",
  path: "/webhooks/{id}/enable",
  summary: "Start a webhook again",
  description: "It is told what happens from now on. What it was not told while it was disabled was never made for it.",
  tag: "Webhooks",
  scope: "webhooks:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "The endpoint, which receives what happens from now on.",
    mediaType: "application/json",
    schema: webhookSchema,
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
