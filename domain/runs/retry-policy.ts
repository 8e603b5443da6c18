/** After this many attempts a step that still fails is given up (apply) or shown as blocked (undo, release). */
export const attemptsMax = 6;

const baseMs = 250;
const capMs = 15_000;
const blockedMs = 60_000;

/** Milliseconds before the next attempt: exponential with full jitter, at most 15 s. `random` is in [0, 1). */
export function backoffMs(attempt: number, random: number): number {
  return Math.round(Math.min(capMs, baseMs * 2 ** attempt) * (0.5 + random / 2));
}

/** Milliseconds between attempts of work that is blocked but never given up. */
export function blockedRetryMs(random: number): number {
  return Math.round(blockedMs * (0.75 + random / 2));
}
