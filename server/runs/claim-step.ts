import { isStepMove, nextMove, type Pause } from "#domain/runs/next-move.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { LockedRun, LockedStep } from "#server/runs/lock-run.ts";

/** A step this worker holds: only its fence may write the step's outcome. */
export interface ClaimedStep {
  readonly run: LockedRun;
  readonly step: LockedStep;
  readonly kind: "apply" | "undo";
  readonly fence: bigint;
  /** Counts this attempt: 1 for the first. */
  readonly attempt: number;
  /** How many of them do not count. */
  readonly forgiven: number;
}

/** A step to perform, or why there is none now. */
export type Claim = ClaimedStep | Pause;

/** Tells whether the claim is a step to perform. */
export function isClaimed(claim: Claim): claim is ClaimedStep {
  return "step" in claim;
}

/** Decides the run's next move and, when it is a step, takes it: intent, lease and a new fence commit before any effect. */
export async function claimStep(tx: Queryable, run: LockedRun, leaseSeconds: number): Promise<Claim> {
  const move = nextMove(run.state, run.steps, run.now);
  if (!isStepMove(move)) return move;
  const step = run.steps.find((candidate) => candidate.position === move.position);
  if (step === undefined) throw new Error(`Run ${run.id} has no step ${move.position}.`);
  const fence = run.fence + 1n;
  const undo = move.kind === "undo" ? 1 : 0;
  await tx.query(sql`
    WITH fenced AS (UPDATE runs SET fence = ${fence} WHERE id = ${run.id})
    UPDATE steps SET state = ${undo ? "undoing" : "running"}, fence = ${fence},
      attempt = attempt + ${1 - undo}, undo_attempt = undo_attempt + ${undo},
      intent = jsonb_build_object('move', ${move.kind}::text, 'fence', ${String(fence)}::text),
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}),
      started_at = coalesce(started_at, clock_timestamp()), error_code = NULL, error_message = NULL
    WHERE run_id = ${run.id} AND position = ${step.position}`);
  return {
    run,
    step,
    kind: move.kind,
    fence,
    attempt: (undo ? step.undoAttempt : step.attempt) + 1,
    forgiven: undo ? step.undoForgiven : step.forgiven,
  };
}
