import type { Actor } from "#domain/access/actor.ts";
import type { LeaseView } from "#domain/contracts/lease.ts";
import type { ServerContext } from "#server/context.ts";
import { showLease } from "#server/leases/show-lease.ts";
import { requestFeed } from "#server/requests/request-feed.ts";
import { Wakeups } from "#server/requests/wakeups.ts";

interface WaitInput {
  readonly id: string;
  /** At most 60. */
  readonly seconds: number;
  /** Aborts at drain or when the caller has gone. */
  readonly signal: AbortSignal;
}

/** Even without a notification the lease is read again after this time: a notification is only a hint. */
const rereadMs = 2000;

/** Answers when the lease does not wait for its login any more; after `seconds`; or when `signal` aborts. @throws not_found */
export async function waitForLease(ctx: ServerContext, actor: Actor, input: WaitInput): Promise<LeaseView> {
  const { id, seconds } = input;
  const signal = AbortSignal.any([input.signal, AbortSignal.timeout(Math.min(60, seconds) * 1000)]);
  const wakeups = new Wakeups(signal);
  const unsubscribe = requestFeed(ctx).subscribe(id, () => wakeups.wake());
  try {
    for (;;) {
      const lease = await showLease(ctx, actor, id);
      if (lease.state !== "waiting" || signal.aborted) return lease;
      await wakeups.next(rereadMs);
    }
  } finally {
    unsubscribe();
  }
}
