/** How many of them end in a week from now, and how many are left when it is over. */
export interface BurnDownWeek {
  /** 0: the seven days from now. */
  readonly week: number;
  readonly ending: number;
  readonly left: number;
}

const weekMs = 7 * 24 * 3_600_000;

/** Tells week by week how many of these ends come, as if none of them were renewed; what is over ends in the first week. */
export function burnDown(ends: readonly Date[], now: Date, weeks: number): readonly BurnDownWeek[] {
  const weekOf = (end: Date) => Math.max(0, Math.floor((end.getTime() - now.getTime()) / weekMs));
  return Array.from({ length: weeks }, (_, week) => ({
    week,
    ending: ends.filter((end) => weekOf(end) === week).length,
    left: ends.filter((end) => weekOf(end) > week).length,
  }));
}
