import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { QueueJob } from "#server/adapters/queue/queues.ts";

const batchRows = 100;
/** What is younger is still on its ordinary way through the outbox and the queue. */
const graceSeconds = 15;

/** Finds requests that wait for people who were never asked: the job was lost. */
export async function findUnaskedApprovers(db: Queryable): Promise<QueueJob[]> {
  return db.query<QueueJob>(sql`
    SELECT 'approval.ask' AS topic, jsonb_build_object('requestId', id) AS payload FROM requests
    WHERE state = 'pending_approval' AND asked_revision IS DISTINCT FROM revision
      AND updated_at < clock_timestamp() - make_interval(secs => ${graceSeconds}) ORDER BY updated_at LIMIT ${batchRows}`);
}
