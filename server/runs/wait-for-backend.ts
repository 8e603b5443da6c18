import { outageReason, resumeSpreadSeconds } from "#domain/health/breaker-policy.ts";
import { isStepMove, nextMove, type Pause } from "#domain/runs/next-move.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { readOutage } from "#server/health/read-outage.ts";
import { spellOutage } from "#server/health/spell-outage.ts";
import { blockedReasonOf, blockRun, unblockRun } from "#server/runs/block-run.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";

/**
 * Holds a locked run back while its back end does not answer: that is said on what it works on, and no attempt is used.
 *
 * @returns when to look again, or null where the run goes on
 */
export async function waitForBackend(tx: Queryable, run: LockedRun): Promise<Pause | null> {
  // Also what would have to wait for its back-off: it is said at once why.
  const due = run.steps.map((step) => ({ ...step, dueAt: new Date(0) }));
  const move = nextMove(run.state, due, run.now);
  if (!isStepMove(move)) return null;
  const outage = await readOutage(tx, run.backend);
  if (outage === null) {
    await unblockRun(tx, run);
    return null;
  }
  const step = run.steps.find(({ position }) => position === move.position);
  const reason = blockedReasonOf(run, step?.name ?? "");
  await blockRun(tx, run, { reason, message: `Waiting: ${spellOutage(outage)}`, code: outageReason });
  const after = Math.max(outage.nextAt.getTime(), run.now.getTime() + 500);
  return { kind: "wait", until: new Date(after + Math.random() * resumeSpreadSeconds * 1000) };
}
