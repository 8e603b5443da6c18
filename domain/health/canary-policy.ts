/** The team in whose name a synthetic build is made; no catalog can have it. */
export const canaryTeam = "latchkey-canary";

/** The name that a synthetic build bears on its back end, before the part that makes it unique. */
export const canaryName = "latchkey-canary";

/** How often each connected back end is tried. */
export const canaryMinutes = 60;

/** How soon after a failed one. */
export const canaryAgainSeconds = 60;

/** So many failures in a row pause a back end; one does where trying again cannot help. */
export const canaryFailuresMax = 2;

/** How long one may take, its cleaning up included. */
export const canarySecondsMax = 240;

/** An outage that is shorter is waited out; after it nothing new is taken for the back end. */
export const outageGraceMinutes = 15;

/** How many of each back end are kept. */
export const canariesKept = 50;
