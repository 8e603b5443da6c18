/** In which time the token of a workload is taken, in seconds, whatever its issuer allows. */
export const workloadTokenTimes = {
  /** How far a clock may be off. */
  skewMax: 60,
  /** Since it was issued. Nobody exchanges an old token: what was stolen from a log of yesterday is worth nothing. */
  ageMax: 600,
} as const;
