import type { Actor } from "#domain/access/actor.ts";
import type { RequestEvent } from "#domain/contracts/request.ts";
import type { ServerContext } from "#server/context.ts";
import { readRequestEvents } from "#server/requests/request-events.ts";
import { requestFeed } from "#server/requests/request-feed.ts";
import { findVisibleRequest } from "#server/requests/show-request.ts";
import { Wakeups } from "#server/requests/wakeups.ts";

interface EventQuery {
  readonly id: string;
  /** The last event id the caller has; null for the whole history. */
  readonly after: string | null;
}

/** Lists a request's history in order. @throws not_found, invalid_input */
export async function listRequestEvents(ctx: ServerContext, actor: Actor, query: EventQuery): Promise<RequestEvent[]> {
  await findVisibleRequest(ctx, actor, query.id);
  return readRequestEvents(ctx.db, query.id, query.after);
}

/** Even without a notification the history is read again after this time: a notification is only a hint. */
const rereadMs = 5000;

/**
 * Replays a request's history after `after`, then follows it live until `signal` aborts.
 *
 * An event is yielded within milliseconds of its commit, each once, in order.
 * @throws not_found, invalid_input before the first event
 */
export async function* watchRequest(
  ctx: ServerContext,
  actor: Actor,
  query: EventQuery & { readonly signal: AbortSignal },
): AsyncGenerator<RequestEvent, void> {
  await findVisibleRequest(ctx, actor, query.id);
  const { signal } = query;
  const wakeups = new Wakeups(signal);
  const unsubscribe = requestFeed(ctx).subscribe(query.id, () => wakeups.wake());
  let after = query.after;
  try {
    while (!signal.aborted) {
      const events = await readRequestEvents(ctx.db, query.id, after);
      for (const event of events) {
        yield event;
        after = event.id;
      }
      if (events.length === 0) await wakeups.next(rereadMs);
    }
  } finally {
    unsubscribe();
  }
}
