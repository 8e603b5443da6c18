import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { QueueJob } from "#server/adapters/queue/queues.ts";

const batchRows = 100;

/** Finds messages that should have been handed to the channels long ago: their job was lost. */
export async function findUnsentNotices(db: Queryable): Promise<QueueJob[]> {
  return db.query<QueueJob>(sql`
    SELECT 'notify' AS topic, jsonb_build_object('notificationId', id) AS payload FROM notifications
    WHERE sent_at IS NULL AND created_at < clock_timestamp() - interval '15 seconds' ORDER BY created_at LIMIT ${batchRows}`);
}
