import { z } from "zod";
import type { Drift } from "#domain/provisioning/resource-type.ts";
import { differenceDigest } from "#domain/reconcile/drift-digest.ts";

/** A difference between what was granted and what is there, with how long it has been seen. */
export const seenDifferenceSchema = z.object({
  what: z.string(),
  expected: z.unknown(),
  found: z.unknown(),
  /** Of this difference alone. */
  digest: z.string(),
  /** When it was first seen in the looks that all found it. */
  since: z.iso.datetime(),
  looks: z.number().int().min(1),
  beyondRepair: z.literal(true).optional(),
  wanted: z.record(z.string(), z.number()).optional(),
});
export type SeenDifference = z.infer<typeof seenDifferenceSchema>;

/** What is found in this many looks in a row is reported: what comes and goes between two is not. */
export const looksToReport = 2;

/** Adds one look to what the looks before it found; what this one did not find is forgotten. */
export function addLook(
  before: readonly SeenDifference[],
  found: readonly Drift[],
  at: string,
): readonly SeenDifference[] {
  const known = new Map(before.map((difference) => [difference.digest, difference]));
  return found.map(({ what, expected, found: now, beyondRepair, wanted }) => {
    // As it will be read back: a key without a value is none.
    const difference = { what, expected: expected ?? null, found: now ?? null };
    const digest = differenceDigest(difference);
    const { since = at, looks = 0 } = known.get(digest) ?? {};
    return {
      ...difference,
      digest,
      since,
      looks: looks + 1,
      ...(beyondRepair && { beyondRepair }),
      ...(wanted && { wanted }),
    };
  });
}

/** What is to be told of: found often enough, and not adopted. */
export function reportedOf(
  differences: readonly SeenDifference[],
  adopted: ReadonlySet<string>,
): readonly SeenDifference[] {
  return differences.filter(({ digest, looks }) => looks >= looksToReport && !adopted.has(digest));
}
