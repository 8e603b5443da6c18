import { z } from "zod";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import type { MessageText, NotificationChannel } from "#server/notifications/notification-channel.ts";
import { writeReminders } from "#server/notifications/write-reminders.ts";

interface Reminder {
  readonly id: string;
  readonly recipientId: string;
}

const payloadsSchema = z.array(z.record(z.string(), z.string()));

/**
 * Gathers every reminder that is due for one person in one channel into one message that leaves with `reminder`, at most
 * one an hour. Null: not now; the reminder was put off, and leaves with the next.
 */
export async function gatherReminders(
  { db, settings }: ServerContext,
  channel: NotificationChannel,
  reminder: Reminder,
): Promise<MessageText | null> {
  const { id, recipientId } = reminder;
  const payloads = await db.transaction(async (tx) => {
    // One at a time for a person and a channel, whatever the number of workers.
    await tx.query(sql`
      SELECT pg_advisory_xact_lock(hashtextextended('reminders:' || ${channel.id} || ':' || ${recipientId}, 0))`);
    if (await putOff(tx, channel, reminder)) return null;
    const gathered = await tx.query<{ payload: unknown }>(sql`
      UPDATE deliveries d SET leaves_with = ${id},
        next_at = CASE WHEN d.notification_id = ${id} THEN d.next_at ELSE clock_timestamp() + interval '3 minutes' END
      FROM notifications n WHERE n.id = d.notification_id AND n.recipient_id = ${recipientId}
        AND n.template = 'approval.reminder' AND d.channel = ${channel.id} AND d.state = 'pending'
        AND still_asks(n.asks, n.recipient_id, n.payload) RETURNING n.payload`);
    return payloadsSchema.parse(gathered.map(({ payload }) => payload));
  });
  return payloads && writeReminders(payloads, settings);
}

/** While another message is under way, and for an hour after it has left. */
async function putOff(tx: Queryable, channel: NotificationChannel, { id, recipientId }: Reminder): Promise<boolean> {
  const held = await tx.query(sql`
    WITH others AS (
      SELECT d.* FROM notifications n JOIN deliveries d ON d.notification_id = n.id AND d.channel = ${channel.id}
      WHERE n.recipient_id = ${recipientId} AND n.template = 'approval.reminder' AND n.id <> ${id}),
    held AS (
      SELECT max(CASE state WHEN 'sent' THEN sent_at + interval '1 hour' ELSE next_at + interval '1 minute' END) AS until
      FROM others WHERE (state = 'sent' AND sent_at > clock_timestamp() - interval '1 hour')
        OR (state = 'pending' AND leaves_with = notification_id))
    UPDATE deliveries SET next_at = held.until, attempts = attempts - 1 FROM held
    WHERE notification_id = ${id} AND channel = ${channel.id} AND held.until IS NOT NULL RETURNING 1`);
  return held.length > 0;
}
