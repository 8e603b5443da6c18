/**
 * What a run does: `provision` builds, `release` destroys; of a resource's credentials `rotate` and `restore` make a new
 * generation, `emergency` makes one beside the owner's for somebody else, `revoke` ends some while others stay, `freeze`
 * ends all of them; `lease` makes the login of a lease, `unlease` ends those of leases that are over; `repair` brings
 * rights, limits and settings back to what was granted.
 */
export const runKinds = [
  "provision",
  "release",
  "rotate",
  "restore",
  "emergency",
  "revoke",
  "freeze",
  "lease",
  "unlease",
  "repair",
] as const;
export type RunKind = (typeof runKinds)[number];

/** Tells whether a run of this kind is given up when it cannot be done: a new credential is taken back, a repair left. */
export function isMaking(kind: RunKind): boolean {
  return kind === "provision" || kind === "repair" || isReissue(kind);
}

/** Tells whether a run of this kind makes a further generation for a thing that exists already. */
export function isReissue(kind: RunKind): boolean {
  return kind === "rotate" || kind === "restore" || kind === "emergency" || kind === "lease";
}

/** Tells whether a run of this kind is about leases: no line of its request's history, which would be nothing else. */
export function isLeasing(kind: RunKind): boolean {
  return kind === "lease" || kind === "unlease";
}
