import { z } from "zod";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /webhooks/{id}/remove`: nothing is sent there any more, for good, and its keys are deleted. */
export const removeWebhookRoute = {
  id: "removeWebhook",
  method: "POST",
  base: "api",
  path: "/webhooks/{id}/remove",
  summary: "Remove a webhook",
  description: "What waits for it is never sent.",
  tag: "Webhooks",
  scope: "webhooks:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: { status: 204, description: "It is gone, with its keys.", mediaType: null, schema: z.null() },
  errors: ["not_found"],
} as const satisfies RouteContract;
