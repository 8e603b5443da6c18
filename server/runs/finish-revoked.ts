import { systemActor } from "#domain/audit/audit-event.ts";
import type { GrantState } from "#domain/contracts/grant.ts";
import { revokedGeneration } from "#domain/runs/revoke-steps.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { endLeases } from "#server/leases/end-leases.ts";
import { notify } from "#server/notifications/notify.ts";
import { promise } from "#server/outbox/promise.ts";
import { settleEmergencies } from "#server/break-glass/settle-emergencies.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";

interface EndedGeneration {
  readonly generation: number;
  readonly state: GrantState;
  readonly isEmergency: boolean;
}

interface Held {
  readonly name: string;
  readonly ownerId: string;
  readonly restoreUntil: Date | null;
}

/** Ends a `revoke` or `freeze` run: what its steps proved is written down, and what comes next is promised. */
export async function finishRevoked(tx: Queryable, run: LockedRun): Promise<void> {
  const generations = run.steps.flatMap((step) => revokedGeneration(step.name, run.generation) ?? []);
  const [held] = await tx.query<Held>(sql`
    UPDATE resources r SET blocked_reason = NULL, updated_at = clock_timestamp(), connection = coalesce((
      SELECT connection FROM grants WHERE resource_id = r.id AND state = 'confirmed' AND ended_at IS NULL AND emergency_id IS NULL
      ORDER BY generation DESC LIMIT 1), r.connection)
    FROM requests q WHERE r.id = ${run.resourceId} AND q.id = r.request_id
    RETURNING r.name, coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId", r.restore_until AS "restoreUntil"`);
  const ended = await tx.query<EndedGeneration>(sql`
    WITH over AS (UPDATE runs SET state = 'succeeded', finished_at = clock_timestamp() WHERE id = ${run.id}),
    dropped AS (DELETE FROM sealed_payloads WHERE grant_id IN (
      SELECT id FROM grants WHERE resource_id = ${run.resourceId} AND generation = ANY(${generations})))
    UPDATE grants SET ended_at = clock_timestamp(),
      state = CASE WHEN state IN ('pending', 'claiming') THEN 'revoked' ELSE state END, claim_lease_until = NULL
    WHERE resource_id = ${run.resourceId} AND generation = ANY(${generations})
    RETURNING generation, state, emergency_id IS NOT NULL AS "isEmergency"`);
  const list = generations.toSorted((a, b) => a - b).join(", ");
  await appendAudit(tx, {
    stream: `resource:${run.resourceId}`,
    requestId: run.requestId,
    actor: systemActor,
    action: run.kind === "freeze" ? "resource.frozen" : "credential.revoked",
    object: `resource:${run.resourceId}`,
    message:
      run.kind === "freeze"
        ? "Frozen: nobody is let in any more, which the back end proved. The data is kept."
        : `The access of generation ${list} has ended, which the back end proved.`,
    details: { generations },
  });
  if (held) await tellOwner(tx, run, { held, ended });
  await settleEmergencies(tx, run);
  await endLeases(tx, run, generations);
  await promise(tx, { topic: "resource.tend", key: run.resourceId, payload: { resourceId: run.resourceId } });
}

/** Only what nobody opened in time is news: everything else was somebody's own doing. */
async function tellOwner(
  tx: Queryable,
  run: LockedRun,
  { held, ended }: { held: Held; ended: readonly EndedGeneration[] },
): Promise<void> {
  const unclaimed = ended.find(({ state, isEmergency }) => state === "expired" && !isEmergency);
  if (unclaimed === undefined) return;
  const template = run.kind === "freeze" ? "resource.frozen" : "rotation.overdue";
  await notify(tx, {
    dedupeKey: `${template}:${run.resourceId}:${unclaimed.generation}`,
    recipientId: held.ownerId,
    template,
    payload: {
      resourceId: run.resourceId,
      name: held.name,
      ...(held.restoreUntil && { restoreUntil: held.restoreUntil.toISOString() }),
    },
  });
}
