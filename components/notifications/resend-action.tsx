"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { describeProblem } from "#components/api/describe-problem.ts";
import { Button } from "#components/ui/button.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { deliverySchema, type DeliveryView } from "#domain/contracts/notification.ts";

interface ResendActionProps {
  delivery: Pick<DeliveryView, "notification" | "channel" | "subject">;
  disabledReason: string | null;
}

/** Has a message that could not be delivered tried for another day. */
export function ResendAction({ delivery, disabledReason }: ResendActionProps) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);

  async function resend() {
    const { notification, channel } = delivery;
    setBusy(true);
    try {
      const body = { notification, channel };
      await callApi({ method: "POST", path: "/deliveries/resend", body, answer: deliverySchema });
      toasts.add({ title: "Sent again", description: "It is tried now, and for a day if it must be." });
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
      aria-label={`Send again: ${delivery.subject}`}
      onClick={() => void resend()}
    >
      Send again
    </Button>
  );
}
