import { z } from "zod";
import { channelIds, deliveryStates, type DeliveryView } from "#domain/contracts/notification.ts";
import { personSchema } from "#domain/contracts/request.ts";
import type { ServerContext } from "#server/context.ts";
import { writeMessage } from "#server/notifications/write-message.ts";

/** A delivery with its message and who it is for, as it is read. */
export const deliveryRowSchema = z.object({
  notification: z.string(),
  channel: z.enum(channelIds),
  state: z.enum(deliveryStates),
  attempts: z.number(),
  reason: z.string().nullable(),
  nextAt: z.date().nullable(),
  sentAt: z.date().nullable(),
  createdAt: z.date(),
  template: z.string(),
  payload: z.record(z.string(), z.string()),
  recipient: personSchema,
});

/** Gives a delivery as who keeps the platform sees it: its subject, and nothing else of what it says. */
export function presentDelivery(
  { settings }: Pick<ServerContext, "settings">,
  row: z.infer<typeof deliveryRowSchema>,
): DeliveryView {
  const { template, payload, nextAt, sentAt, createdAt, ...stated } = row;
  return {
    ...stated,
    subject: writeMessage(template, payload, settings).subject,
    nextAt: stated.state === "pending" ? (nextAt?.toISOString() ?? null) : null,
    sentAt: sentAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
