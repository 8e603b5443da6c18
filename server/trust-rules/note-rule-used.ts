import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** Notes that a workload was let in by this rule, to the minute. */
export async function noteRuleUsed(db: Queryable, id: string): Promise<void> {
  await db.query(sql`
    UPDATE trust_rules SET last_used_at = now()
    WHERE id = ${id} AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`);
}
