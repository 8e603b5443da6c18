import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { NotificationChannel } from "#server/notifications/notification-channel.ts";

/** Hands a recorded message to every channel, once; from then on each channel has a delivery of its own. */
export async function routeNotification(
  db: Queryable,
  channels: readonly Pick<NotificationChannel, "id">[],
  notificationId: string,
): Promise<void> {
  await db.query(sql`
    WITH routed AS (
      UPDATE notifications SET sent_at = clock_timestamp() WHERE id = ${notificationId} AND sent_at IS NULL RETURNING id)
    INSERT INTO deliveries (notification_id, channel, give_up_at)
    SELECT routed.id, channel, clock_timestamp() + interval '24 hours'
    FROM routed, unnest(${channels.map(({ id }) => id)}::text[]) AS channel ON CONFLICT DO NOTHING`);
}
