import { listen } from "#server/adapters/db/listen.ts";
import type { Queues } from "#server/adapters/queue/queues.ts";
import type { ServerContext } from "#server/context.ts";
import { relayOutbox } from "#server/outbox/relay-outbox.ts";
import { coalesce } from "#workers/coalesce.ts";
import type { Loop } from "#workers/on-shutdown.ts";

/** What many commits promise within this time goes to the queue together. */
const pauseMs = 20;

interface Relay {
  readonly ctx: ServerContext;
  readonly queues: Queues;
  readonly connectionString: string;
  readonly signal: AbortSignal;
}

/** Relays the outbox whenever a commit says that there is something, and after every gap in listening. */
export function startRelay({ ctx, queues, connectionString, signal }: Relay): Loop {
  let turn: Promise<unknown> = Promise.resolve();
  const wake = coalesce(async () => {
    if (signal.aborted) return;
    turn = relayOutbox(ctx.db, queues).catch((error: unknown) => ctx.log.warn({ err: error }, "the relay failed"));
    await turn;
  }, pauseMs);
  listen({ connectionString, channel: "latchkey_outbox", onNotification: wake, onGap: wake, signal });
  return { idle: () => turn };
}
