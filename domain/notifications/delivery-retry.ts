const baseMs = 5000;
const capMs = 600_000;

/**
 * Milliseconds before a delivery is tried again: exponential with jitter, at most 10 minutes, so that an outage that is
 * over is felt no longer than that. `attempt` is 1 after the first; `random` is in [0, 1).
 */
export function deliveryRetryMs(attempt: number, random: number): number {
  return Math.round(Math.min(capMs, baseMs * 2 ** (attempt - 1)) * (0.5 + random / 2));
}
