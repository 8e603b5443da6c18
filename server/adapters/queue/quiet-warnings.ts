import type { Logger } from "#server/adapters/log/log.ts";

const quietMs = 30_000;

/** Gives a function that logs an error as a warning, and the same one again only after half a minute. */
export function quietWarnings(log: Logger): (error: Error, sentence: string) => void {
  const saidAt = new Map<string, number>();
  return (error, sentence) => {
    const key = `${sentence} ${error.name}`;
    const now = performance.now();
    if (now - (saidAt.get(key) ?? Number.NEGATIVE_INFINITY) < quietMs) return;
    saidAt.set(key, now);
    log.warn({ err: error }, sentence);
  };
}
