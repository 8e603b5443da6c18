const aheadMs = 30 * 24 * 3_600_000;

/**
 * Gives when the renewal of what ends by itself is due: 30 days before its end, or at the last third of a life that is
 * shorter than three times that. `from` is when the life that ends began, not when the first of its kind did.
 */
export function renewalDueAt({ from, until }: { readonly from: Date; readonly until: Date }): Date {
  const life = Math.max(0, until.getTime() - from.getTime());
  return new Date(until.getTime() - Math.min(aheadMs, life / 3));
}
