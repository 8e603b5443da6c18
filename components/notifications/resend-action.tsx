"use client";

import { callApi } from "#components/api/call-api.ts";
import { ResendButton } from "#components/patterns/resend-button.tsx";
import { deliverySchema, type DeliveryView } from "#domain/contracts/notification.ts";

interface ResendActionProps {
  delivery: Pick<DeliveryView, "notification" | "channel" | "subject">;
  disabledReason: string | null;
}

const done = { title: "Sent again", description: "It is tried now, and for a day if it must be." };

/** Has a message that could not be delivered tried for another day. */
export function ResendAction({ delivery, disabledReason }: ResendActionProps) {
  const { notification, channel, subject } = delivery;
  const body = { notification, channel };
  const send = () => callApi({ method: "POST", path: "/deliveries/resend", body, answer: deliverySchema });
  return <ResendButton what={subject} send={send} done={done} disabledReason={disabledReason} />;
}
