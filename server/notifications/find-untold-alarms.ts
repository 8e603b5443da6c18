import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

const batchRows = 100;
/** What is younger is still on its ordinary way through the outbox and the queue. */
const graceSeconds = 5;

/** A job that raises an alarm: its topic, and the grant it is about. */
export interface AlarmJob {
  readonly topic: "grant.refused" | "grant.not_me";
  readonly payload: { readonly grantId: string };
}

/** Finds alarms that were promised and never raised: their job was lost. */
export async function findUntoldAlarms(db: Queryable): Promise<AlarmJob[]> {
  return db.query<AlarmJob>(sql`
    (SELECT DISTINCT 'grant.refused' AS topic, jsonb_build_object('grantId', grant_id) AS payload FROM refused_opens
     WHERE told_at IS NULL AND at < clock_timestamp() - make_interval(secs => ${graceSeconds}) LIMIT ${batchRows})
    UNION ALL
    (SELECT 'grant.not_me', jsonb_build_object('grantId', g.id) FROM grants g
     WHERE g.not_me_at BETWEEN clock_timestamp() - interval '1 day' AND clock_timestamp() - make_interval(secs => ${graceSeconds})
       AND NOT EXISTS (SELECT FROM notifications n WHERE n.dedupe_key = 'grant.not_me:' || g.id || ':' || g.recipient_id)
     LIMIT ${batchRows})`);
}
