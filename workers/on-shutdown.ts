import type { Logger } from "#server/adapters/log/log.ts";

/** Work that repeats itself until its signal aborts. */
export interface Loop {
  /** Resolves when the turn under way is over; with the signal aborted there is no other. */
  idle(): Promise<unknown>;
}

interface Shutdown {
  readonly log: Logger;
  /** Aborted first: no new work. */
  readonly stop: AbortController;
  /** Aborted after the grace: steps under way stop and are taken up again by lease. */
  readonly drain: AbortController;
  /** Closed in this order. */
  readonly close: readonly (() => Promise<unknown>)[];
}

const graceMs = 15_000;
const limitMs = 24_000;

/** Ends the process in order at SIGTERM, SIGINT or when the supervisor is gone: within 25 s, whatever hangs. */
export function onShutdown({ log, stop, drain, close }: Shutdown): void {
  const end = async (cause: string) => {
    if (stop.signal.aborted) return;
    log.info({ cause }, "draining");
    stop.abort();
    setTimeout(() => drain.abort(), graceMs).unref();
    setTimeout(() => process.exit(1), limitMs).unref();
    for (const step of close) await step().catch((error: unknown) => log.warn({ err: error }, "closing failed"));
    process.exit(0);
  };
  process.once("SIGTERM", () => void end("SIGTERM"));
  process.once("SIGINT", () => void end("SIGINT"));
  process.once("disconnect", () => void end("the supervisor is gone"));
}
