import { emitWebhookEvents, findUntold, type UntoldSource } from "#server/webhooks/emit-webhook-events.ts";
import type { ServerContext } from "#server/context.ts";

const putOffMs = 5000;

/**
 * Gives what tells the events that the queue lost, the oldest first. One that cannot be told is logged, holds up nothing
 * behind it, and is tried again some seconds later.
 */
export function untoldTeller(ctx: ServerContext, signal: AbortSignal): () => Promise<void> {
  /** By event: from when it is tried again. */
  const putOff = new Map<string, number>();
  const tell = async (source: UntoldSource) => {
    const name = `${source.stream}#${source.seq}`;
    if (putOff.has(name)) return;
    try {
      await emitWebhookEvents(ctx, source);
    } catch (error) {
      putOff.set(name, performance.now() + putOffMs);
      ctx.log.error({ err: error, stream: source.stream, seq: source.seq }, "an event could not be told to webhooks");
    }
  };
  return async () => {
    for (const [name, from] of putOff) if (from <= performance.now()) putOff.delete(name);
    let after: UntoldSource | null = null;
    do {
      const page: readonly UntoldSource[] = await findUntold(ctx, after);
      for (const source of page) if (!signal.aborted) await tell(source);
      after = page.at(-1) ?? null;
    } while (after !== null && !signal.aborted);
  };
}
