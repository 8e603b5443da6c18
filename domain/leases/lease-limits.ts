import { z } from "zod";
import type { SealingMode } from "#domain/contracts/decision.ts";

/** Bounds of every lease, which the ledger holds too. */
export const leaseBounds = { ttlSecondsMin: 60, ttlSecondsMax: 3600, totalSecondsMax: 86_400, openMax: 500 } as const;

const { ttlSecondsMin, ttlSecondsMax, totalSecondsMax, openMax } = leaseBounds;

/** How a catalog file limits leases, of a template or of a class of data: all three, or `off`. */
export const leaseRuleSchema = z.union([
  z.literal("off"),
  z.strictObject({
    /** For how long one is given, and renewed, at most. */
    maxTtlSeconds: z.number().int().min(ttlSecondsMin).max(ttlSecondsMax).default(ttlSecondsMax),
    /** For how long one lasts at most with all its renewals, from its start. */
    maxTotalSeconds: z.number().int().min(ttlSecondsMin).max(totalSecondsMax).default(14_400),
    /** How many of one resource let somebody in at the same time. */
    maxOpen: z.number().int().min(1).max(openMax).default(20),
  }),
]);
export type LeaseRule = z.infer<typeof leaseRuleSchema>;

/** What a lease may be here and now. */
export type LeaseLimits = Exclude<LeaseRule, "off">;

const usual: LeaseLimits = { maxTtlSeconds: ttlSecondsMax, maxTotalSeconds: 14_400, maxOpen: 20 };

interface RuleHolder {
  readonly leases?: LeaseRule;
}

interface LeasedPlace {
  /** What the thing was asked for by; undefined: it is not offered any more. */
  readonly template: RuleHolder | undefined;
  /** How its data is handled; undefined: the class is not known. */
  readonly tier: RuleHolder | undefined;
  /** As was decided, or stricter today. */
  readonly sealing: SealingMode;
}

/**
 * Gives the tightest that template and class of data say, and the usual where neither says anything; null: no leases. What
 * is sealed strictly has none unless the row of its class says otherwise in so many words, and a class that is not known
 * never has.
 */
export function leaseLimits({ template, tier, sealing }: LeasedPlace): LeaseLimits | null {
  if (tier === undefined || (sealing === "strict" && tier.leases === undefined)) return null;
  const stated = [tier.leases, template?.leases].filter((rule) => rule !== undefined);
  const limits = stated.filter((rule) => rule !== "off");
  if (limits.length < stated.length) return null;
  const [first = usual, second = first] = limits;
  return {
    maxTtlSeconds: Math.min(first.maxTtlSeconds, second.maxTtlSeconds),
    maxTotalSeconds: Math.min(first.maxTotalSeconds, second.maxTotalSeconds),
    maxOpen: Math.min(first.maxOpen, second.maxOpen),
  };
}
