import { systemActor } from "#domain/audit/audit-event.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { outageReason } from "#domain/health/breaker-policy.ts";
import { isLeasing, isMaking } from "#domain/runs/run-kinds.ts";
import { attemptsMax, backoffMs, blockedRetryMs } from "#domain/runs/retry-policy.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { readOutage } from "#server/health/read-outage.ts";
import { tellBlocked } from "#server/health/tell-blocked.ts";
import { promise } from "#server/outbox/promise.ts";
import { blockedReasonOf, blockRun } from "#server/runs/block-run.ts";
import type { ClaimedStep } from "#server/runs/claim-step.ts";
import { lockRun } from "#server/runs/lock-run.ts";
import type { StepOutcome } from "#server/runs/perform-step.ts";
import type { RunServices } from "#server/runs/run-services.ts";

type Failure = Extract<StepOutcome, { ok: false }>;

/**
 * Writes how a step went, under the run's lock and only for the fence that holds it.
 *
 * @throws fence_lost when a newer claim exists: nothing is written
 */
export async function recordOutcome(
  tx: Queryable,
  services: RunServices,
  { claim, outcome }: { readonly claim: ClaimedStep; readonly outcome: StepOutcome },
): Promise<void> {
  const run = await lockRun(tx, claim.run.id);
  const step = run?.steps.find((candidate) => candidate.position === claim.step.position);
  const held = step?.state === "running" || step?.state === "undoing";
  if (step?.fence !== claim.fence || !held) throw new AppError("fence_lost", "A newer worker holds this step.");
  if (outcome.ok) return recordSuccess(tx, claim, outcome.receipt);
  await recordFailure(tx, services, { claim, failure: outcome });
}

async function recordSuccess(tx: Queryable, claim: ClaimedStep, receipt: object): Promise<void> {
  const state = claim.kind === "apply" ? "done" : "undone";
  await tx.query(sql`
    UPDATE steps SET state = ${state}, receipt = ${JSON.stringify(receipt)}, lease_until = NULL,
      finished_at = clock_timestamp()
    WHERE run_id = ${claim.run.id} AND position = ${claim.step.position}`);
  await tell(tx, claim, { state, message: `${claim.step.title}: ${state}.` });
}

interface FailedStep {
  readonly claim: ClaimedStep;
  readonly failure: Failure;
}

async function recordFailure(tx: Queryable, services: RunServices, { claim, failure }: FailedStep): Promise<void> {
  const { run, kind } = claim;
  if (failure.code === "secret_changed_elsewhere" && !isMaking(run.kind)) return stopRun(tx, claim, failure);
  // While nothing on its back end is tried, what was under way costs no attempt.
  const isOutage = failure.code === outageReason && (await readOutage(tx, run.backend)) !== null;
  const counted = isOutage ? 0 : claim.attempt - claim.forgiven;
  const last = !isOutage && (counted >= attemptsMax || !failure.retryable);
  const gaveUp = last && kind === "apply" && isMaking(run.kind);
  const blocked = last && !gaveUp;
  const delay = blocked ? blockedRetryMs(Math.random()) : backoffMs(counted, Math.random());
  await tx.query(sql`
    UPDATE steps SET state = 'pending', lease_until = NULL, error_code = ${failure.code}, error_message = ${failure.message},
      forgiven = CASE WHEN ${isOutage && kind === "apply"} THEN attempt ELSE forgiven END,
      undo_forgiven = CASE WHEN ${isOutage && kind === "undo"} THEN undo_attempt ELSE undo_forgiven END,
      due_at = clock_timestamp() + make_interval(secs => ${gaveUp ? 0 : delay / 1000})
    WHERE run_id = ${run.id} AND position = ${claim.step.position}`);
  if (gaveUp) await startUndo(tx, claim, failure);
  if (blocked) await block(tx, services, { claim, failure });
  const then = gaveUp ? "Everything built so far is taken back." : `Trying again in ${Math.ceil(delay / 1000)} s.`;
  await tell(tx, claim, {
    state: gaveUp ? "failed" : "retrying",
    message: `${claim.step.title}: ${failure.message} ${isOutage ? "It goes on once the back end answers." : then}`,
  });
}

/** Somebody else manages the secret: nothing of it is ended, nor tried on. What else there is to end begins anew. */
async function stopRun(tx: Queryable, claim: ClaimedStep, { code, message }: Failure): Promise<void> {
  const { id, resourceId } = claim.run;
  await tx.query(sql`
    WITH stopped AS (
      UPDATE steps SET state = 'pending', lease_until = NULL, error_code = ${code}, error_message = ${message}
      WHERE run_id = ${id} AND position = ${claim.step.position})
    UPDATE runs SET state = 'withdrawn', error_code = ${code}, error_message = ${message}, finished_at = clock_timestamp()
    WHERE id = ${id}`);
  await tell(tx, claim, { state: "failed", message: `${claim.step.title}: ${message}` });
  await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
}

async function startUndo(tx: Queryable, claim: ClaimedStep, failure: Failure): Promise<void> {
  await tx.query(sql`
    UPDATE runs SET state = 'undoing', error_code = ${failure.code}, error_message = ${failure.message}
    WHERE id = ${claim.run.id} AND state = 'running'`);
}

/** Work that may not be given up and does not succeed: shown, alarmed, tried on. */
async function block(tx: Queryable, services: RunServices, { claim, failure }: FailedStep): Promise<void> {
  const { run, step } = claim;
  const reason = claim.kind === "undo" ? "undo_failed" : blockedReasonOf(run, step.name);
  const words = reason.replaceAll("_", " ");
  const message = `Blocked (${words}): ${failure.message} The platform team is needed; trying goes on.`;
  if (!(await blockRun(tx, run, { reason, message, code: failure.code }))) return;
  await tellBlocked(tx, services.ctx, { run, reason, message: failure.message });
}

async function tell(
  tx: Queryable,
  claim: ClaimedStep,
  { state, message }: { state: string; message: string },
): Promise<void> {
  await appendAudit(tx, {
    stream: `resource:${claim.run.resourceId}`,
    requestId: isLeasing(claim.run.kind) ? null : claim.run.requestId,
    actor: systemActor,
    action: `step.${state}`,
    object: `run:${claim.run.id}`,
    message,
    details: { step: { name: nameInHistory(claim), state, attempt: claim.attempt } },
  });
}

/** A step of a later run is another line of the request's history than the step of that name that built the thing. */
function nameInHistory({ run, step }: ClaimedStep): string {
  return run.kind === "provision" || run.kind === "release" ? step.name : `${run.kind}-${run.generation}.${step.name}`;
}
