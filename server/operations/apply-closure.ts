import { systemActor } from "#domain/audit/audit-event.ts";
import { isReissue } from "#domain/runs/run-kinds.ts";
import { revokedGeneration } from "#domain/runs/revoke-steps.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { findPlatform } from "#server/health/find-platform.ts";
import { notify } from "#server/notifications/notify.ts";
import { lockRun, type LockedRun } from "#server/runs/lock-run.ts";

const withoutProof = "Closed by two persons, without proof.";

interface Closure {
  readonly id: string;
  readonly runId: string;
  readonly first: string;
  readonly second: string;
  readonly reasons: string;
  readonly isApplied: boolean;
}

/**
 * Carries out what two persons closed by hand: the run ends as `closed`, the thing counts as gone or frozen, and nothing
 * counts as proven. Where the proof came first, that stands. Nothing is done while a worker may still be at the step.
 */
export async function applyClosure(ctx: ServerContext, closureId: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await tx.query(
      sql`SELECT FROM resources WHERE id = (SELECT resource_id FROM closures WHERE id = ${closureId}) FOR UPDATE`,
    );
    const [closure] = await tx.query<Closure>(sql`
      SELECT c.id, c.run_id AS "runId", a.name AS first, b.name AS second, c.applied_at IS NOT NULL AS "isApplied",
        a.name || ': ' || c.reason || ' · ' || b.name || ': ' || c.confirm_reason AS reasons
      FROM closures c JOIN principals a ON a.id = c.proposed_by JOIN principals b ON b.id = c.confirmed_by
      WHERE c.id = ${closureId} AND c.confirmed_at IS NOT NULL`);
    if (closure === undefined || closure.isApplied) return;
    const run = await lockRun(tx, closure.runId);
    if (run === null) return;
    if (run.state !== "running" && run.state !== "undoing") return settle(tx, closure, "proven");
    const isHeld = run.steps.some(
      ({ leaseUntil, state }) => isUnderWay(state) && leaseUntil !== null && leaseUntil > run.now,
    );
    if (isHeld) return;
    await close(tx, run);
    await settle(tx, closure, "closed_unproven");
    await record(tx, run, closure);
    await tell(tx, ctx, { run, closure });
  });
}

function isUnderWay(state: string): boolean {
  return state === "running" || state === "undoing";
}

async function settle(tx: Queryable, { id }: Closure, outcome: "proven" | "closed_unproven"): Promise<void> {
  await tx.query(sql`UPDATE closures SET applied_at = clock_timestamp(), outcome = ${outcome} WHERE id = ${id}`);
}

async function close(tx: Queryable, run: LockedRun): Promise<void> {
  const { id, kind, resourceId, requestId } = run;
  await tx.query(sql`
    UPDATE runs SET state = 'closed', finished_at = clock_timestamp(), error_code = 'closed_unproven',
      error_message = ${withoutProof} WHERE id = ${id}`);
  const isEnd = kind === "release" || kind === "provision";
  const ended = isEnd ? null : run.steps.flatMap(({ name }) => revokedGeneration(name, run.generation) ?? []);
  await tx.query(sql`
    WITH closed AS (
      UPDATE grants SET closed_unproven_at = clock_timestamp(), claim_lease_until = NULL,
        state = CASE WHEN state IN ('pending', 'claiming') THEN 'revoked' ELSE state END
      WHERE resource_id = ${resourceId} AND ended_at IS NULL AND (${ended}::int[] IS NULL OR generation = ANY(${ended}::int[]))
      RETURNING id)
    DELETE FROM sealed_payloads WHERE grant_id IN (SELECT id FROM closed)`);
  // A lease that is not proven to be over has failed; it is not tried again either.
  await tx.query(sql`
    UPDATE leases SET ended_at = clock_timestamp(), enc = NULL, ciphertext = NULL, state = 'failed', reason = ${withoutProof}
    WHERE resource_id = ${resourceId} AND ended_at IS NULL AND (${ended}::int[] IS NULL OR generation = ANY(${ended}::int[]))`);
  if (isEnd) {
    await tx.query(sql`
      UPDATE resources SET state = 'destroyed', destroyed_at = clock_timestamp(), blocked_reason = NULL, reissue = NULL,
        updated_at = clock_timestamp() WHERE id = ${resourceId}`);
    await tx.query(sql`
      UPDATE requests SET holding = false, blocked_reason = NULL, updated_at = clock_timestamp(),
        state = CASE WHEN ${kind} = 'provision' THEN ${run.errorCode === "withdrawn" ? "withdrawn" : "failed"} ELSE state END
      WHERE id = ${requestId}`);
    await tx.query(sql`
      UPDATE emergencies SET state = 'ended', ended_at = clock_timestamp(), until = least(until, clock_timestamp())
      WHERE resource_id = ${resourceId} AND state = 'active'`);
    return;
  }
  await tx.query(sql`
    UPDATE resources SET blocked_reason = NULL, updated_at = clock_timestamp(),
      reissue = CASE WHEN ${isReissue(kind)} THEN nullif(reissue, ${kind}::text) ELSE reissue END WHERE id = ${resourceId}`);
}

async function record(tx: Queryable, run: LockedRun, { id, first, second, reasons }: Closure): Promise<void> {
  await appendAudit(tx, {
    stream: `resource:${run.resourceId}`,
    requestId: run.requestId,
    actor: systemActor,
    action: "resource.closed_unproven",
    object: `resource:${run.resourceId}`,
    message: `Closed by ${first} and ${second} without proof. ${reasons}`,
    details: { closure: id, run: run.id, kind: run.kind },
  });
}

async function tell(
  tx: Queryable,
  ctx: ServerContext,
  { run, closure }: { readonly run: LockedRun; readonly closure: Closure },
): Promise<void> {
  const [held] = await tx.query<{ name: string; ownerId: string }>(sql`
    SELECT r.name, coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId"
    FROM resources r JOIN requests q ON q.id = r.request_id WHERE r.id = ${run.resourceId}`);
  if (held === undefined) return;
  const by = `${closure.first} and ${closure.second}`;
  for (const recipientId of new Set([held.ownerId, ...(await findPlatform(tx, ctx, ["security"]))])) {
    await notify(tx, {
      dedupeKey: `closure.closed:${closure.id}:${recipientId}`,
      recipientId,
      template: "closure.closed",
      payload: { name: held.name, resourceId: run.resourceId, by, reason: closure.reasons },
    });
  }
}
