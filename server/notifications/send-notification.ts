import { z } from "zod";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import type { NotificationChannel } from "#server/notifications/notification-channel.ts";
import { writeMessage } from "#server/notifications/write-message.ts";

interface Row {
  readonly id: string;
  readonly recipientId: string;
  readonly template: string;
  readonly payload: unknown;
}

const payloadSchema = z.record(z.string(), z.string());

/**
 * Sends one notification through every channel and marks it sent. The message's id is the notification's, so that one
 * sent twice after a crash between the two is one message to whoever receives it.
 */
export async function sendNotification(
  ctx: ServerContext,
  channels: readonly NotificationChannel[],
  notificationId: string,
): Promise<void> {
  const [row] = await ctx.db.query<Row>(sql`
    SELECT id, recipient_id AS "recipientId", template, payload FROM notifications
    WHERE id = ${notificationId} AND sent_at IS NULL`);
  if (row === undefined) return;
  const payload = payloadSchema.parse(row.payload);
  const { id, template } = row;
  const text = writeMessage(template, payload, ctx.settings);
  for (const channel of channels) {
    const to = await channel.addressOf(ctx.db, row.recipientId);
    if (to !== null) await channel.send({ id, to, template, payload, text });
  }
  await ctx.db.query(sql`UPDATE notifications SET sent_at = clock_timestamp() WHERE id = ${row.id}`);
}
