/** After this many days in which every look said that nobody was connected, a resource is idle. */
export const idleDays = 30;

/** Tells whether it is: by what was observed alone, so that what is not known is never idle. */
export function isIdle(state: string, unusedSince: Date | null, now: Date): boolean {
  return state === "active" && unusedSince !== null && now.getTime() - unusedSince.getTime() >= idleDays * 86_400_000;
}
