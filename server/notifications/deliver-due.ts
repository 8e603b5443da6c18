import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import type { NotificationChannel } from "#server/notifications/notification-channel.ts";
import { attemptMs, sendDelivery, type ClaimedDelivery } from "#server/notifications/send-delivery.ts";

/** So many of one channel are on their way at a time in one process. */
const atOnce = 4;
/** Taken for a little longer than an attempt lasts: what a worker dies with is sent by another within the minute. */
const heldSeconds = attemptMs / 1000 + 10;

/**
 * Sends what is due in one channel, a few at a time, and gives how many it took.
 *
 * Each is taken by one worker, for as long as an attempt may last; one that dies with it is tried again after that, as
 * the same message. No failure leaves this function but that of the ledger.
 */
export async function deliverDue(ctx: ServerContext, channel: NotificationChannel): Promise<number> {
  const claimed = await ctx.db.query<ClaimedDelivery>(sql`
    UPDATE deliveries d SET attempts = d.attempts + 1, next_at = clock_timestamp() + make_interval(secs => ${heldSeconds})
    FROM notifications n WHERE n.id = d.notification_id AND (d.notification_id, d.channel) IN (
      SELECT notification_id, channel FROM deliveries
      WHERE channel = ${channel.id} AND state = 'pending' AND next_at <= clock_timestamp()
      ORDER BY next_at LIMIT ${atOnce} FOR UPDATE SKIP LOCKED)
    RETURNING n.id, n.recipient_id AS "recipientId", n.template, n.payload, n.asks, d.attempts`);
  await Promise.all(claimed.map((delivery) => sendDelivery(ctx, channel, delivery)));
  return claimed.length;
}
