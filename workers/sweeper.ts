import { relayOutbox } from "#server/outbox/relay-outbox.ts";
import { findUnsentNotices } from "#server/notifications/find-unsent-notices.ts";
import { findUntoldAlarms } from "#server/notifications/find-untold-alarms.ts";
import { tellExpiring } from "#server/notifications/tell-expiring.ts";
import { findUnaskedApprovers } from "#server/notifications/find-unasked-approvers.ts";
import type { QueueJob, Queues } from "#server/adapters/queue/queues.ts";
import { escalateStages } from "#server/approvals/escalate-stages.ts";
import { remindApprovers } from "#server/approvals/remind-approvers.ts";
import { sweepWorkloads } from "#server/federation/sweep-workloads.ts";
import { expireGrants } from "#server/grants/expire-grants.ts";
import { dropOldKeys } from "#server/idempotency/drop-old-keys.ts";
import { expireRequests } from "#server/requests/expire-requests.ts";
import { findDueWork } from "#server/runs/find-due-work.ts";
import { lapseEmergencies } from "#server/break-glass/lapse-emergencies.ts";
import { findUnsettledLeavers } from "#server/people/find-unsettled-leavers.ts";
import { foretellRenewals } from "#server/resources/foretell-renewals.ts";
import { freezeUnowned } from "#server/resources/freeze-unowned.ts";
import { freezeExpired } from "#server/resources/freeze-expired.ts";
import { tellEndsNear } from "#server/resources/tell-ends-near.ts";
import { destroyFrozen } from "#server/resources/destroy-frozen.ts";
import { startDueRotations } from "#server/resources/start-due-rotations.ts";
import { tellDrainsEnding } from "#server/resources/tell-drains-ending.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import type { Loop } from "#workers/on-shutdown.ts";
import { onceIn } from "#workers/once-in.ts";

const intervalMs = 1000;
/** How soon the same work is put on the queue again: what was taken and dropped by a worker that died is not lost. */
const runHintMs = 5000;
const noticeHintMs = 30_000;
/** Counted in days: nobody waits for it. */
const rotationsMs = 60_000;
/** Counted in hours. */
const endsNearMs = 20_000;
/** Counted in hours, and nobody waits for it. */
const oldKeysMs = 60_000;

/** Their own job settles them in a moment: this finds what that missed. */
const leaversMs = 10_000;

/** Nothing counts on it: what is over opens nothing. */
const workloadsMs = 60_000;

/** Looks at the rows every second and puts back on the queue what should be moving: losing the queue loses nothing. */
export function startSweeper({ ctx }: RunServices, queues: Queues, signal: AbortSignal): Loop {
  const isDue = { runs: onceIn(runHintMs), notices: onceIn(noticeHintMs) };
  const areRotationsDue = everyMs(rotationsMs);
  const areEndsNear = everyMs(endsNearMs);
  const areKeysOld = everyMs(oldKeysMs);
  const areLeaversLookedFor = everyMs(leaversMs);
  const areWorkloadsOver = everyMs(workloadsMs);
  const hint = async (queue: keyof typeof isDue, jobs: readonly QueueJob[]) => {
    for (const job of jobs.filter(isDue[queue])) await queues.add(queue, job);
  };
  const sweep = async () => {
    await relayOutbox(ctx.db, queues);
    await escalateStages(ctx);
    await expireRequests(ctx);
    await remindApprovers(ctx);
    await expireGrants(ctx);
    await lapseEmergencies(ctx);
    await freezeUnowned(ctx);
    await freezeExpired(ctx);
    await destroyFrozen(ctx);
    if (areRotationsDue()) {
      await startDueRotations(ctx);
      await foretellRenewals(ctx);
    }
    if (areEndsNear()) {
      await tellDrainsEnding(ctx);
      await tellExpiring(ctx);
      await tellEndsNear(ctx);
    }
    if (areKeysOld()) await dropOldKeys(ctx.db);
    if (areWorkloadsOver()) await sweepWorkloads(ctx);
    await hint("runs", await findDueWork(ctx.db));
    if (areLeaversLookedFor()) await hint("runs", await findUnsettledLeavers(ctx.db));
    await hint("notices", await findUntoldAlarms(ctx.db));
    await hint("notices", await findUnaskedApprovers(ctx.db));
    await hint("notices", await findUnsentNotices(ctx.db));
  };
  let turn: Promise<unknown> = Promise.resolve();
  const loop = async () => {
    if (signal.aborted) return;
    turn = sweep().catch((error: unknown) => ctx.log.warn({ err: error }, "the sweep failed"));
    await turn;
    if (!signal.aborted) setTimeout(() => void loop(), intervalMs);
  };
  void loop();
  return { idle: () => turn };
}

/** Tells at most once in a time that it is due again; the first call is. */
function everyMs(quietMs: number): () => boolean {
  let lastAt = Number.NEGATIVE_INFINITY;
  return () => {
    const at = performance.now();
    if (at - lastAt < quietMs) return false;
    lastAt = at;
    return true;
  };
}
