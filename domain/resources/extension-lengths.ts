import { isWorthIt } from "#domain/resources/extended-end.ts";

const hoursOfDays = [1, 3, 7, 14, 30, 90, 180, 365].map((days) => days * 24);

/** What bounds the lengths that an extension can have. */
export interface ExtensionBounds {
  /** What today's rules allow at most. */
  readonly capHours: number;
  /** As long again as it was given, within that. */
  readonly againHours: number;
  readonly expiresAt: Date;
  readonly now: Date;
}

/**
 * Gives the lengths to choose from, in hours from now, the shortest first: usual ones, as long again as it was given, and
 * as long as is allowed; each leads to an end that is worth asking for.
 */
export function extensionLengths({ capHours, againHours, expiresAt, now }: ExtensionBounds): readonly number[] {
  const lengths = [...hoursOfDays, againHours, capHours].filter((hours) => hours <= capHours);
  return [...new Set(lengths)]
    .filter((lifetimeHours) => isWorthIt({ now, expiresAt, lifetimeHours }))
    .toSorted((a, b) => a - b);
}
