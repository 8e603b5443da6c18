import { systemActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { LeaseDelivery } from "#server/leases/seal-lease.ts";
import { wakeWaiters } from "#server/leases/wake-waiters.ts";
import { promise } from "#server/outbox/promise.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";

/** Ends a `lease` run: whoever asked fetches what was sealed to them. What was given back meanwhile is ended next. */
export async function finishLease(tx: Queryable, run: LockedRun, delivery: LeaseDelivery): Promise<void> {
  const { leaseId, enc, ciphertext, sealedUntil, untilMax } = delivery;
  const [made] = await tx.query<{ state: string }>(sql`
    WITH ended AS (UPDATE runs SET state = 'succeeded', finished_at = clock_timestamp() WHERE id = ${run.id}),
    touched AS (UPDATE resources SET updated_at = clock_timestamp(),
      blocked_reason = nullif(nullif(blocked_reason, 'revocation_unverified'), 'undo_failed') WHERE id = ${run.resourceId})
    UPDATE leases SET state = CASE WHEN state = 'waiting' THEN 'active' ELSE state END,
      enc = CASE WHEN state = 'waiting' THEN ${enc}::bytea END, ciphertext = CASE WHEN state = 'waiting' THEN ${ciphertext}::bytea END,
      made_at = clock_timestamp(), sealed_until = ${sealedUntil}, expires_at = ${sealedUntil}, until_max = ${untilMax}
    WHERE id = ${leaseId} AND generation = ${run.generation} RETURNING state`);
  if (made === undefined) throw new Error(`Run ${run.id} is for no lease.`);
  const isActive = made.state === "active";
  await appendAudit(tx, {
    stream: `resource:${run.resourceId}`,
    requestId: null,
    actor: systemActor,
    action: "lease.made",
    object: `lease:${leaseId}`,
    message: isActive
      ? `A login was made for a lease and sealed to the caller's key; it ends at ${sealedUntil.toISOString()}.`
      : "A login was made for a lease that is over: nobody gets it.",
    details: { generation: run.generation, expiresAt: sealedUntil.toISOString() },
  });
  await goOn(tx, run, leaseId);
}

/** Ends a `lease` run whose login could not be made and was ended again; all else is as before. */
export async function finishLeaseUndone(tx: Queryable, run: LockedRun): Promise<void> {
  const reason = run.errorMessage ?? "Its login could not be made.";
  const [undone] = await tx.query<{ id: string }>(sql`
    WITH ended AS (UPDATE runs SET state = 'failed', finished_at = clock_timestamp() WHERE id = ${run.id}),
    touched AS (UPDATE resources SET updated_at = clock_timestamp(),
      blocked_reason = nullif(nullif(blocked_reason, 'revocation_unverified'), 'undo_failed') WHERE id = ${run.resourceId})
    UPDATE leases SET state = CASE WHEN state = 'waiting' THEN 'failed' ELSE 'ended' END, enc = NULL, ciphertext = NULL,
      ended_at = clock_timestamp(), reason = coalesce(reason, ${reason})
    WHERE resource_id = ${run.resourceId} AND generation = ${run.generation} RETURNING id`);
  if (undone === undefined) throw new Error(`Run ${run.id} is for no lease.`);
  await appendAudit(tx, {
    stream: `resource:${run.resourceId}`,
    requestId: null,
    actor: systemActor,
    action: "lease.failed",
    object: `lease:${undone.id}`,
    message: `No login was made for a lease: ${reason} What was begun was ended again.`,
    details: { generation: run.generation, code: run.errorCode },
  });
  await goOn(tx, run, undone.id);
}

async function goOn(tx: Queryable, { resourceId }: LockedRun, leaseId: string): Promise<void> {
  await wakeWaiters(tx, [{ id: leaseId }]);
  await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
}
