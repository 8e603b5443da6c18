import { systemActor } from "#domain/audit/audit-event.ts";
import { revokedGeneration } from "#domain/runs/revoke-steps.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { wakeWaiters } from "#server/leases/wake-waiters.ts";
import { promise } from "#server/outbox/promise.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";

/** Writes down that the back end proved the end of these logins of leases, and of which ones it did. */
export async function endLeases(
  tx: Queryable,
  { resourceId }: Pick<LockedRun, "resourceId">,
  generations: readonly number[] | "all",
): Promise<void> {
  const all = generations === "all";
  const ended = await tx.query<{ id: string; generation: number | null }>(sql`
    UPDATE leases SET ended_at = clock_timestamp(), enc = NULL, ciphertext = NULL,
      state = CASE WHEN generation IS NOT NULL THEN 'ended' WHEN state = 'waiting' THEN 'failed' ELSE state END,
      reason = coalesce(reason, 'The resource is not in use any more.')
    WHERE resource_id = ${resourceId} AND ended_at IS NULL
      AND (${all}::boolean OR generation = ANY(${all ? [] : [...generations]}::int[])) RETURNING id, generation`);
  if (ended.length === 0) return;
  await appendAudit(tx, {
    stream: `resource:${resourceId}`,
    requestId: null,
    actor: systemActor,
    action: "lease.ended",
    object: `resource:${resourceId}`,
    message:
      ended.length === 1
        ? "The login of a lease has ended, which the back end proved."
        : `The logins of ${ended.length} leases have ended, which the back end proved.`,
    details: { leases: ended },
  });
  await wakeWaiters(tx, ended);
}

/** Ends an `unlease` run: what its steps proved is written down. */
export async function finishUnleased(tx: Queryable, run: LockedRun): Promise<void> {
  const { id, resourceId } = run;
  await tx.query(sql`
    WITH ended AS (UPDATE runs SET state = 'succeeded', finished_at = clock_timestamp() WHERE id = ${id})
    UPDATE resources SET updated_at = clock_timestamp(),
      blocked_reason = nullif(nullif(blocked_reason, 'revocation_unverified'), 'undo_failed') WHERE id = ${resourceId}`);
  const generations = run.steps.flatMap((step) => revokedGeneration(step.name, run.generation) ?? []);
  await endLeases(tx, run, generations);
  await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
}
