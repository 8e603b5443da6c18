import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

const keptHours = 24;
const rowsMax = 10_000;

/** Forgets idempotency keys after 24 hours, at most 10,000 of them at a time; gives their number. */
export async function dropOldKeys(db: Queryable): Promise<number> {
  const dropped = await db.query(sql`
    DELETE FROM idempotency_keys WHERE (principal_id, key) IN (
      SELECT principal_id, key FROM idempotency_keys
      WHERE created_at < now() - make_interval(hours => ${keptHours}) ORDER BY created_at LIMIT ${rowsMax})
    RETURNING key`);
  return dropped.length;
}
