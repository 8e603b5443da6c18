/** What may be closed by hand by two persons: ends that the back end does not prove. */
export const closableReasons: readonly string[] = ["revocation_unverified", "destruction_unverified", "undo_failed"];

/** Within how long the second person confirms. */
export const closureHoursMax = 24;

/** How old the sign-in of each of them may be. */
export const closureSignInSecondsMax = 3600;
