import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { isReissue, type RunKind } from "#domain/runs/run-kinds.ts";

/** A run that has not ended. */
export interface ActiveRun {
  readonly id: string;
  readonly kind: RunKind;
  readonly state: "running" | "undoing";
}

/** Gives the run that has its hands on a resource, if any; the caller holds the resource's lock. */
export async function findActiveRun(tx: Queryable, resourceId: string): Promise<ActiveRun | null> {
  const [run] = await tx.query<ActiveRun>(sql`
    SELECT id, kind, state FROM runs WHERE resource_id = ${resourceId} AND state IN ('running', 'undoing') FOR UPDATE`);
  return run ?? null;
}

/**
 * Makes room for a run that must not wait behind `run`: what makes a credential is turned to its undoing; what only ends
 * access or repairs is given up, since the stronger run ends the same and more.
 *
 * Gives the run that still has to go on first; null when the way is clear. A step under a live lease is never taken away.
 */
export async function clearTheWay(tx: Queryable, run: ActiveRun): Promise<string | null> {
  if (isReissue(run.kind)) {
    await tx.query(sql`
      UPDATE runs SET state = 'undoing', error_code = 'overtaken', error_message = 'Something stronger came first.'
      WHERE id = ${run.id} AND state = 'running'`);
    return run.id;
  }
  const given = await tx.query(sql`
    UPDATE runs SET state = 'withdrawn', finished_at = clock_timestamp()
    WHERE id = ${run.id} AND kind IN ('revoke', 'freeze', 'unlease', 'repair') AND NOT EXISTS (
      SELECT FROM steps WHERE run_id = ${run.id} AND state IN ('running', 'undoing') AND lease_until > clock_timestamp())
    RETURNING id`);
  return given.length === 0 ? run.id : null;
}
