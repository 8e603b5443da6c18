"use client";

import { callApi } from "#components/api/call-api.ts";
import { ResendButton } from "#components/patterns/resend-button.tsx";
import { webhookDeliverySchema, type WebhookDeliveryView } from "#domain/contracts/webhook.ts";

interface ResendWebhookActionProps {
  readonly webhookId: string;
  readonly delivery: Pick<WebhookDeliveryView, "id" | "event">;
  readonly disabledReason: string | null;
}

const done = {
  title: "It is on its way again",
  description: "As the same message: a receiver that has it knows it.",
};

/** Sends a delivery once more, as the same message. */
export function ResendWebhookAction({ webhookId, delivery, disabledReason }: ResendWebhookActionProps) {
  const { id, event } = delivery;
  const path = `/webhooks/${webhookId}/deliveries/${id}/resend`;
  const send = () => callApi({ method: "POST", path, body: {}, answer: webhookDeliverySchema });
  return <ResendButton what={`${event.type}, ${event.id}`} send={send} done={done} disabledReason={disabledReason} />;
}
