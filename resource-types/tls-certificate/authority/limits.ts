const hourMs = 3_600_000;

/** What the authority holds every caller to, whoever asks. */
export const limits = {
  /** Longest life of a certificate: 90 days. */
  lifetimeMs: 2160 * hourMs,
  /** `notBefore` lies this far in the past, for clocks that are late. */
  backdateMs: 60_000,
  namesMax: 20,
  /** How long a list of revocations is good for, and how old it gets before it is signed anew. */
  listValidMs: 24 * hourMs,
  listRefreshMs: hourMs,
  /** An expired certificate stays on the lists for a while (RFC 5280, 3.3). */
  expiredKeptMs: 24 * hourMs,
  /** How long an answer about one certificate is good for, and how long caches may keep it. */
  ocspValidMs: hourMs,
  ocspCacheSeconds: 300,
  /** Octets of a call's body. */
  bodyBytesMax: 64 * 1024,
} as const;
