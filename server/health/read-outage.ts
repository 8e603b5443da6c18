import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** A back end that does not answer. */
export interface Outage {
  readonly backend: string;
  readonly since: Date;
  /** When it is looked at next. */
  readonly nextAt: Date;
}

/** Tells whether nothing is tried on a back end now because it does not answer; null: it is tried. */
export async function readOutage(db: Queryable, backend: string): Promise<Outage | null> {
  const [row] = await db.query<Outage>(sql`
    SELECT name AS backend, least(failed_at, opened_at) AS since, coalesce(probe_at, clock_timestamp()) AS "nextAt"
    FROM backend_health WHERE name = ${backend} AND opened_at IS NOT NULL`);
  return row ?? null;
}
