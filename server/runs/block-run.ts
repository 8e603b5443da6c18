import { systemActor } from "#domain/audit/audit-event.ts";
import { outageReason } from "#domain/health/breaker-policy.ts";
import { isMaking } from "#domain/runs/run-kinds.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";

interface Block {
  readonly reason: string;
  /** The sentence of the history. */
  readonly message: string;
  /** Of the failure behind it. */
  readonly code: string;
}

/** Says on a locked run's resource, and on its request while that is built, why it does not go on. @returns whether that is news */
export async function blockRun(tx: Queryable, run: LockedRun, { reason, message, code }: Block): Promise<boolean> {
  const changed = await tx.query(sql`
    UPDATE resources SET blocked_reason = ${reason}, updated_at = clock_timestamp()
    WHERE id = ${run.resourceId} AND blocked_reason IS DISTINCT FROM ${reason} RETURNING id`);
  if (changed.length === 0) return false;
  if (run.kind === "provision") {
    await tx.query(sql`
      UPDATE requests SET blocked_reason = ${reason}, updated_at = clock_timestamp() WHERE id = ${run.requestId}`);
  }
  await appendAudit(tx, {
    stream: `resource:${run.resourceId}`,
    requestId: run.requestId,
    actor: systemActor,
    action: "resource.blocked",
    object: `resource:${run.resourceId}`,
    message,
    details: { blockedReason: reason, code },
  });
  return true;
}

/** Gives the reason that stands on what a run's step cannot prove or do. */
export function blockedReasonOf(run: Pick<LockedRun, "kind" | "state">, step: string): string {
  if (run.state === "undoing") return "undo_failed";
  if (isMaking(run.kind)) return outageReason;
  return step.startsWith("revoke") ? "revocation_unverified" : "destruction_unverified";
}

/** Takes back that a locked run waits for its back end, once it goes on. */
export async function unblockRun(tx: Queryable, run: LockedRun): Promise<void> {
  if (run.blockedReason !== outageReason) return;
  await tx.query(
    sql`UPDATE resources SET blocked_reason = NULL, updated_at = clock_timestamp() WHERE id = ${run.resourceId}`,
  );
  if (run.kind !== "provision") return;
  await tx.query(
    sql`UPDATE requests SET blocked_reason = NULL, updated_at = clock_timestamp() WHERE id = ${run.requestId}`,
  );
}
