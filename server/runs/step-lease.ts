import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import type { ClaimedStep } from "#server/runs/claim-step.ts";

/** A step may take this long in one attempt; then it is stopped and tried again. */
const deadlineMs = 120_000;

/** The hold on a claimed step: renewed while the work goes on, lost when a newer fence exists. */
export interface StepLease {
  /** Aborts at drain, at the deadline, and as soon as the lease is known to be lost. */
  readonly signal: AbortSignal;
  /** @throws fence_lost when another worker holds the step or the lease has run out */
  assertFence(): Promise<void>;
  /** Stops the work with this reason. */
  stop(reason: AppError): void;
  release(): void;
}

/** Keeps the lease of a claimed step by renewing it every third of its length, by the database's clock. */
export function keepLease(ctx: ServerContext, claim: ClaimedStep, drain: AbortSignal): StepLease {
  const seconds = ctx.settings.LEASE_SECONDS;
  const stop = new AbortController();
  const onDrain = () => stop.abort(drain.reason);
  if (drain.aborted) onDrain();
  else drain.addEventListener("abort", onDrain, { once: true });
  const deadline = setTimeout(() => stop.abort(), deadlineMs);
  const renew = async () => {
    const rows = await ctx.db.query(sql`
      UPDATE steps SET lease_until = clock_timestamp() + make_interval(secs => ${seconds})
      WHERE run_id = ${claim.run.id} AND position = ${claim.step.position} AND fence = ${claim.fence}
        AND state IN ('running', 'undoing') RETURNING 1`);
    if (rows.length === 0) stop.abort(fenceLost());
  };
  // A failed renewal is not yet a lost lease: the next one may succeed, and assertFence guards every effect.
  const timer = setInterval(() => void renew().catch(() => undefined), (seconds * 1000) / 3);
  return {
    signal: stop.signal,
    async assertFence() {
      stop.signal.throwIfAborted();
      const held = await ctx.db.query(sql`
        SELECT 1 FROM steps WHERE run_id = ${claim.run.id} AND position = ${claim.step.position}
          AND fence = ${claim.fence} AND state IN ('running', 'undoing') AND lease_until > clock_timestamp()`);
      if (held.length === 0) throw fenceLost();
    },
    stop: (reason) => stop.abort(reason),
    release() {
      clearInterval(timer);
      clearTimeout(deadline);
      drain.removeEventListener("abort", onDrain);
    },
  };
}

function fenceLost(): AppError {
  return new AppError("fence_lost", "A newer worker holds this step; this one stops without a further effect.");
}
