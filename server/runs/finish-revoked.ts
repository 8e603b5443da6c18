import { systemActor } from "#domain/audit/audit-event.ts";
import type { GrantState } from "#domain/contracts/grant.ts";
import type { Access } from "#domain/provisioning/resource-type.ts";
import { revokedGeneration } from "#domain/runs/revoke-steps.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { endLeases } from "#server/leases/end-leases.ts";
import { notify } from "#server/notifications/notify.ts";
import { promise } from "#server/outbox/promise.ts";
import type { ServerContext } from "#server/context.ts";
import { findTeamLeads } from "#server/people/find-team-leads.ts";
import { settleEmergencies } from "#server/break-glass/settle-emergencies.ts";
import { adoptFacts } from "#server/runs/adopt-facts.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";

interface EndedGeneration {
  readonly id: string;
  readonly generation: number;
  readonly access: Access;
  readonly state: GrantState;
  readonly isEmergency: boolean;
  /** It was overtaken, its time was over, and somebody may still have used it. */
  readonly isCutOff: boolean;
}

interface Held {
  readonly name: string;
  readonly ownerId: string;
  readonly restoreUntil: Date | null;
  readonly team: string;
}

/** Ends a `revoke` or `freeze` run: what its steps proved is written down, and what comes next is promised. */
export async function finishRevoked(
  tx: Queryable,
  sources: Pick<ServerContext, "catalog">,
  run: LockedRun,
): Promise<void> {
  const generations = run.steps.flatMap((step) => revokedGeneration(step.name, run.generation) ?? []);
  const [held] = await tx.query<Held>(sql`
    UPDATE resources r SET updated_at = clock_timestamp(), blocked_reason = (
        SELECT 'secret_changed_elsewhere' FROM grants WHERE resource_id = r.id AND ended_at IS NULL AND changed_at IS NOT NULL
          AND generation <> ALL(${generations}) LIMIT 1),
      connection = coalesce((
        SELECT connection FROM grants WHERE resource_id = r.id AND access = 'owner' AND state = 'confirmed' AND ended_at IS NULL
          AND emergency_id IS NULL ORDER BY generation DESC LIMIT 1), r.connection)
    FROM requests q WHERE r.id = ${run.resourceId} AND q.id = r.request_id
    RETURNING r.name, coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId", r.restore_until AS "restoreUntil", r.team`);
  await adoptFacts(tx, run.resourceId, null);
  const ended = await tx.query<EndedGeneration>(sql`
    WITH over AS (UPDATE runs SET state = 'succeeded', finished_at = clock_timestamp() WHERE id = ${run.id}),
    dropped AS (DELETE FROM sealed_payloads WHERE grant_id IN (
      SELECT id FROM grants WHERE resource_id = ${run.resourceId} AND generation = ANY(${generations})))
    UPDATE grants SET ended_at = clock_timestamp(),
      state = CASE WHEN state IN ('pending', 'claiming') THEN 'revoked' ELSE state END, claim_lease_until = NULL
    WHERE resource_id = ${run.resourceId} AND generation = ANY(${generations})
    RETURNING id, generation, access, state, emergency_id IS NOT NULL AS "isEmergency",
      coalesce(drain_until <= clock_timestamp() AND connections IS DISTINCT FROM 0, false) AS "isCutOff"`);
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
  if (held) await tell(tx, sources, { run, held, ended });
  await settleEmergencies(tx, run);
  await endLeases(tx, run, generations);
  await promise(tx, { topic: "resource.tend", key: run.resourceId, payload: { resourceId: run.resourceId } });
}

interface News {
  readonly run: LockedRun;
  readonly held: Held;
  readonly ended: readonly EndedGeneration[];
}

/** Only what nobody opened in time is news, and what may have cut somebody off: everything else was somebody's own doing. */
async function tell(tx: Queryable, sources: Pick<ServerContext, "catalog">, { run, held, ended }: News): Promise<void> {
  const unclaimed = ended.filter(({ state, isEmergency }) => state === "expired" && !isEmergency);
  if (run.kind === "freeze") return tellFrozen(tx, run, { held, ended: unclaimed });
  for (const generation of unclaimed) await tellMissed(tx, sources, { run, held, missed: generation });
  for (const { id, generation } of ended.filter(({ isCutOff }) => isCutOff)) {
    await notify(tx, {
      dedupeKey: `credential.old_ended:${id}`,
      recipientId: held.ownerId,
      template: "credential.old_ended",
      payload: { resourceId: run.resourceId, name: held.name, generation: String(generation) },
    });
  }
}

async function tellFrozen(tx: Queryable, run: LockedRun, { held, ended }: Omit<News, "run">): Promise<void> {
  const [unclaimed] = ended;
  if (unclaimed === undefined) return;
  await notify(tx, {
    dedupeKey: `resource.frozen:${run.resourceId}:${unclaimed.generation}`,
    recipientId: held.ownerId,
    template: "resource.frozen",
    payload: {
      resourceId: run.resourceId,
      name: held.name,
      ...(held.restoreUntil && { restoreUntil: held.restoreUntil.toISOString() }),
    },
  });
}

interface Missed {
  readonly run: LockedRun;
  readonly held: Held;
  readonly missed: EndedGeneration;
}

/** The one before works on, and where the handling asks for it the next one is made a day later. */
async function tellMissed(
  tx: Queryable,
  sources: Pick<ServerContext, "catalog">,
  { run, held, missed }: Missed,
): Promise<void> {
  const [before] = await tx.query<{ nextAt: Date | null }>(sql`
    UPDATE grants SET rotation_missed_at = clock_timestamp(),
      rotate_at = CASE WHEN rotation_due_at IS NOT NULL THEN clock_timestamp() + interval '1 day' END
    WHERE id = (SELECT id FROM grants WHERE resource_id = ${run.resourceId} AND access = ${missed.access} AND ended_at IS NULL
      AND emergency_id IS NULL AND drain_until IS NULL AND state IN ('revealed', 'confirmed', 'unconfirmed')
      ORDER BY generation DESC LIMIT 1) RETURNING rotate_at AS "nextAt"`);
  const leads = await findTeamLeads(tx, sources, held.team);
  for (const recipientId of new Set([held.ownerId, ...leads])) {
    const whom = recipientId === held.ownerId ? "" : `:${recipientId}`;
    await notify(tx, {
      dedupeKey: `rotation.overdue:${run.resourceId}:${missed.generation}${whom}`,
      recipientId,
      template: "rotation.overdue",
      payload: {
        resourceId: run.resourceId,
        name: held.name,
        ...(before === undefined && { isFirst: "yes" }),
        ...(before?.nextAt && { nextAt: before.nextAt.toISOString() }),
      },
    });
  }
}
