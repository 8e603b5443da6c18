import { systemActor } from "#domain/audit/audit-event.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { isLeasing, isMaking } from "#domain/runs/run-kinds.ts";
import { attemptsMax, backoffMs, blockedRetryMs } from "#domain/runs/retry-policy.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ClaimedStep } from "#server/runs/claim-step.ts";
import { lockRun } from "#server/runs/lock-run.ts";
import type { StepOutcome } from "#server/runs/perform-step.ts";

type Failure = Extract<StepOutcome, { ok: false }>;

/**
 * Writes how a step went, under the run's lock and only for the fence that holds it.
 *
 * @throws fence_lost when a newer claim exists: nothing is written
 */
export async function recordOutcome(tx: Queryable, claim: ClaimedStep, outcome: StepOutcome): Promise<void> {
  const run = await lockRun(tx, claim.run.id);
  const step = run?.steps.find((candidate) => candidate.position === claim.step.position);
  const held = step?.state === "running" || step?.state === "undoing";
  if (step?.fence !== claim.fence || !held) throw new AppError("fence_lost", "A newer worker holds this step.");
  await (outcome.ok ? recordSuccess(tx, claim, outcome.receipt) : recordFailure(tx, claim, outcome));
}

async function recordSuccess(tx: Queryable, claim: ClaimedStep, receipt: object): Promise<void> {
  const state = claim.kind === "apply" ? "done" : "undone";
  await tx.query(sql`
    UPDATE steps SET state = ${state}, receipt = ${JSON.stringify(receipt)}, lease_until = NULL,
      finished_at = clock_timestamp()
    WHERE run_id = ${claim.run.id} AND position = ${claim.step.position}`);
  await tell(tx, claim, { state, message: `${claim.step.title}: ${state}.` });
}

async function recordFailure(tx: Queryable, claim: ClaimedStep, failure: Failure): Promise<void> {
  const last = claim.attempt >= attemptsMax || !failure.retryable;
  const gaveUp = last && claim.kind === "apply" && isMaking(claim.run.kind);
  const blocked = last && !gaveUp;
  const delay = blocked ? blockedRetryMs(Math.random()) : backoffMs(claim.attempt, Math.random());
  await tx.query(sql`
    UPDATE steps SET state = 'pending', lease_until = NULL, error_code = ${failure.code}, error_message = ${failure.message},
      due_at = clock_timestamp() + make_interval(secs => ${gaveUp ? 0 : delay / 1000})
    WHERE run_id = ${claim.run.id} AND position = ${claim.step.position}`);
  if (gaveUp) await startUndo(tx, claim, failure);
  if (blocked) await block(tx, claim, failure);
  const then = gaveUp ? "Everything built so far is taken back." : `Trying again in ${Math.ceil(delay / 1000)} s.`;
  await tell(tx, claim, {
    state: gaveUp ? "failed" : "retrying",
    message: `${claim.step.title}: ${failure.message} ${then}`,
  });
}

async function startUndo(tx: Queryable, claim: ClaimedStep, failure: Failure): Promise<void> {
  await tx.query(sql`
    UPDATE runs SET state = 'undoing', error_code = ${failure.code}, error_message = ${failure.message}
    WHERE id = ${claim.run.id} AND state = 'running'`);
}

/** Work that may not be given up and does not succeed: shown, alarmed, tried on. */
async function block(tx: Queryable, claim: ClaimedStep, failure: Failure): Promise<void> {
  const reason = claim.kind === "undo" ? "undo_failed" : blockedReasonOf(claim.step.name);
  const changed = await tx.query(sql`
    UPDATE resources SET blocked_reason = ${reason}, updated_at = clock_timestamp()
    WHERE id = ${claim.run.resourceId} AND blocked_reason IS DISTINCT FROM ${reason} RETURNING id`);
  if (changed.length === 0) return;
  if (claim.run.kind === "provision") {
    await tx.query(sql`
      UPDATE requests SET blocked_reason = ${reason}, updated_at = clock_timestamp() WHERE id = ${claim.run.requestId}`);
  }
  await appendAudit(tx, {
    stream: `resource:${claim.run.resourceId}`,
    requestId: claim.run.requestId,
    actor: systemActor,
    action: "resource.blocked",
    object: `resource:${claim.run.resourceId}`,
    message: `Blocked (${reason.replaceAll("_", " ")}): ${failure.message} The platform team is needed; trying goes on.`,
    details: { blockedReason: reason, code: failure.code },
  });
}

function blockedReasonOf(step: string): string {
  return step.startsWith("revoke") ? "revocation_unverified" : "destruction_unverified";
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
