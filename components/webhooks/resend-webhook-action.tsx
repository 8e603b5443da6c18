"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { describeProblem } from "#components/api/describe-problem.ts";
import { Button } from "#components/ui/button.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { webhookDeliverySchema, type WebhookDeliveryView } from "#domain/contracts/webhook.ts";

interface ResendWebhookActionProps {
  readonly webhookId: string;
  readonly delivery: Pick<WebhookDeliveryView, "id" | "event">;
  readonly disabledReason: string | null;
}

/** Sends a delivery once more, as the same message. */
export function ResendWebhookAction({ webhookId, delivery, disabledReason }: ResendWebhookActionProps) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);

  async function resend() {
    setBusy(true);
    try {
      const path = `/webhooks/${webhookId}/deliveries/${delivery.id}/resend`;
      await callApi({ method: "POST", path, body: {}, answer: webhookDeliverySchema });
      toasts.add({
        title: "It is on its way again",
        description: "As the same message: a receiver that has it knows it.",
      });
    } catch (error) {
      toasts.add({ title: "Not sent again", description: describeProblem(error).message });
    } finally {
      setBusy(false);
      router.refresh();
    }
  }

  return (
    <Button
      size="sm"
      busy={busy}
      disabledReason={disabledReason}
      aria-label={`Send again: ${delivery.event.type}, ${delivery.event.id}`}
      onClick={() => void resend()}
    >
      Send again
    </Button>
  );
}
