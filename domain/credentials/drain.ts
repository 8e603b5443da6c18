/** After so many looks in a row that found nobody, an overtaken credential is not in use any more. */
export const emptyLooksMax = 2;

/** How long an overtaken credential may still be used where the catalog does not say, and where nobody can look. */
const drainHoursDefault = 24;
const blindHoursMax = 1;

const firstLooksSeconds = 15;
const laterLooksSeconds = 300;

/**
 * For how many hours an overtaken credential may still be used: as the handling table says for its class. Where the back
 * end cannot tell who uses it, at most one: time for a client to read the new one.
 */
export function drainHours(inTable: number | undefined, isWatchable: boolean): number {
  const hours = inTable ?? drainHoursDefault;
  return isWatchable ? hours : Math.min(hours, blindHoursMax);
}

/** Seconds until the next look: 15 at first and right after an empty one, then an eighth of its time so far, at most 300. */
export function nextLookSeconds(look: { readonly drainedSeconds: number; readonly isEmpty: boolean }): number {
  if (look.isEmpty) return firstLooksSeconds;
  return Math.min(Math.max(Math.round(look.drainedSeconds / 8), firstLooksSeconds), laterLooksSeconds);
}

/** Seconds before an overtaken credential ends at which its owner is told that it is still in use. */
export const drainWarningSeconds = 3600;
