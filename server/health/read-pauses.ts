import type { Pause } from "#domain/health/spell-pause.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** Gives every back end that takes nothing new, with since when and why. */
export async function readPauses(db: Queryable): Promise<Pause[]> {
  return db.query<Pause>(sql`
    SELECT h.name AS backend, h.paused_at AS since, p.name AS by, h.pause_reason AS reason
    FROM backend_health h LEFT JOIN principals p ON p.id = h.paused_by WHERE h.paused_at IS NOT NULL ORDER BY h.name`);
}

/** Gives why a back end takes nothing new; null: it does. */
export async function readPause(db: Queryable, backend: string): Promise<Pause | null> {
  const pauses = await readPauses(db);
  return pauses.find((pause) => pause.backend === backend) ?? null;
}
