const secondsUntilNext = [5, 60, 300, 1800, 7200, 28_800, 86_400, 86_400];

/** Attempts of one round; the last comes about two and a half days after the first. */
export const webhookTriesMax = secondsUntilNext.length + 1;

/** What an endpoint may ask us to wait, in seconds. */
const retryAfterSecondsMax = 86_400;

/**
 * Gives how long to wait after the given attempt of a round (from 1), in ms; null: there is no other.
 *
 * A fifth is left to chance, so that what failed together does not come back together. `Retry-After` can only put it off,
 * by at most a day.
 * @param chance 0 ≤ chance < 1
 */
export function webhookRetryMs(tries: number, chance: number, retryAfterSeconds: number | null): number | null {
  const seconds = secondsUntilNext[tries - 1];
  if (seconds === undefined) return null;
  const jittered = seconds * (0.9 + 0.2 * chance);
  return Math.round(Math.max(jittered, Math.min(retryAfterSeconds ?? 0, retryAfterSecondsMax)) * 1000);
}

/** Reads `Retry-After` (RFC 9110, section 10.2.3), seconds or a date; null for anything else. */
export function readRetryAfter(value: string | undefined, now: Date): number | null {
  if (value === undefined || value.length > 64) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const at = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}
