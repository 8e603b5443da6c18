/** So many hours before its end an owner is told, the earliest first. */
export const warningHours = [168, 24, 1] as const;
export type WarningHours = (typeof warningHours)[number];

/** A stretch of time that ends. */
export interface Span {
  /** When it began: ready, first opened, or last extended. */
  readonly from: Date;
  readonly until: Date;
}

const hourMs = 3_600_000;

/**
 * Gives the warning that is due at an instant, in hours before the end; null: none is, or the end has come.
 *
 * A warning makes sense in the second half of the time alone: nothing that lasts two days is warned of a week before.
 * Where several are due, as after an outage, only the nearest is.
 */
export function nextWarning({ from, until }: Span, now: Date): WarningHours | null {
  const left = until.getTime() - now.getTime();
  const whole = until.getTime() - from.getTime();
  if (left <= 0) return null;
  return warningHours.findLast((hours) => hours * hourMs * 2 <= whole && left <= hours * hourMs) ?? null;
}
