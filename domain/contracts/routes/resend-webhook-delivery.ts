import { z } from "zod";
import { deliveryParams, webhookDeliverySchema } from "#domain/contracts/webhook.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /webhooks/{id}/deliveries/{delivery}/resend`: sends it once more, as the same message. */
export const resendWebhookDeliveryRoute = {
  id: "resendWebhookDelivery",
  method: "POST",
  base: "api",
  path: "/webhooks/{id}/deliveries/{delivery}/resend",
  summary: "Send a delivery again",
  description:
    "Its `webhook-id` and body are the same, its time and signature are new. One that is pending already is given as it is.",
  tag: "Webhooks",
  scope: "webhooks:write",
  params: deliveryParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  hasEffectEachTime: true,
  answer: {
    status: 200,
    description: "The delivery, pending again, with the same `webhook-id`.",
    mediaType: "application/json",
    schema: webhookDeliverySchema,
  },
  errors: ["not_found", "wrong_state"],
} as const satisfies RouteContract;
