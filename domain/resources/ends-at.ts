/** What the end of a resource is computed from; times as the ledger keeps them. */
export interface ResourceClock {
  /** Null: it is being built. */
  readonly readyAt: Date | null;
  readonly firstClaimAt: Date | null;
  readonly claimWindowHours: number;
  readonly lifetimeHours: number;
  /** As far as it was extended. */
  readonly extendedUntil: Date | null;
  /** The end that it has by itself, such as a certificate's; null: none. */
  readonly notAfter: Date | null;
}

const hourMs = 3_600_000;

/**
 * Gives when a resource ends: `min(first claim, ready + claim window) + lifetime`, or as far as it was extended. What has
 * an end of its own counts from ready and never lasts longer than that. Null: it is not ready.
 *
 * The ledger computes the same in `resource_ends_at`.
 */
export function endsAt(clock: ResourceClock): Date | null {
  const { readyAt, firstClaimAt, claimWindowHours, lifetimeHours, extendedUntil, notAfter } = clock;
  if (readyAt === null) return null;
  const windowEnd = readyAt.getTime() + claimWindowHours * hourMs;
  const claimed = Math.min(firstClaimAt?.getTime() ?? windowEnd, windowEnd);
  const start = notAfter === null ? claimed : readyAt.getTime();
  const end = Math.max(start + lifetimeHours * hourMs, extendedUntil?.getTime() ?? Number.NEGATIVE_INFINITY);
  return new Date(Math.min(end, notAfter?.getTime() ?? Number.POSITIVE_INFINITY));
}
