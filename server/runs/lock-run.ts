import type { RunState, StepState } from "#domain/runs/next-move.ts";
import type { Access } from "#domain/provisioning/resource-type.ts";
import type { RunKind } from "#domain/runs/run-kinds.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** A step of a locked run. */
export interface LockedStep {
  readonly position: number;
  readonly name: string;
  readonly title: string;
  readonly state: StepState;
  readonly attempt: number;
  readonly undoAttempt: number;
  /** How many of both do not count. */
  readonly forgiven: number;
  readonly undoForgiven: number;
  readonly fence: bigint;
  readonly leaseUntil: Date | null;
  readonly dueAt: Date;
}

/** A run under its row lock. */
export interface LockedRun {
  readonly id: string;
  readonly kind: RunKind;
  readonly resourceType: string;
  readonly state: RunState;
  readonly requestId: string;
  readonly resourceId: string;
  readonly backend: string;
  /** Why the thing it works on does not go on; null: it does. */
  readonly blockedReason: string | null;
  readonly generation: number;
  /** What that generation is good for. */
  readonly access: Access;
  readonly fence: bigint;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly steps: readonly LockedStep[];
  /** The database's clock, which alone decides about leases. */
  readonly now: Date;
}

interface RunRow extends Omit<LockedRun, "steps" | "fence"> {
  readonly fence: string;
}
interface StepRow extends Omit<LockedStep, "fence"> {
  readonly fence: string;
}

/** Locks a run's row and reads its steps; the lock is what serialises every decision about the run. */
export async function lockRun(tx: Queryable, runId: string): Promise<LockedRun | null> {
  const [run] = await tx.query<RunRow>(sql`
    SELECT id, kind, resource_type AS "resourceType", state, request_id AS "requestId", resource_id AS "resourceId", generation, access, fence,
           error_code AS "errorCode", error_message AS "errorMessage", clock_timestamp() AS now,
           (SELECT backend FROM resources WHERE id = resource_id) AS backend,
           (SELECT blocked_reason FROM resources WHERE id = resource_id) AS "blockedReason"
    FROM runs WHERE id = ${runId} FOR UPDATE`);
  if (run === undefined) return null;
  const steps = await tx.query<StepRow>(sql`
    SELECT position, name, title, state, attempt, undo_attempt AS "undoAttempt", forgiven,
           undo_forgiven AS "undoForgiven", fence,
           lease_until AS "leaseUntil", due_at AS "dueAt"
    FROM steps WHERE run_id = ${runId} ORDER BY position`);
  return { ...run, fence: BigInt(run.fence), steps: steps.map((step) => ({ ...step, fence: BigInt(step.fence) })) };
}
