import { z } from "zod";

const person = z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() });

/** One difference between what was granted and what is there. */
const differenceSchema = z.object({
  what: z.string(),
  /** As it was granted. */
  expected: z.unknown(),
  /** As it is. */
  found: z.unknown(),
  since: z.iso.datetime(),
  /** Whether a revert ends it: what is data, a login or the whole back end's stays. */
  revertible: z.boolean(),
});

/** How much a thing is used, by what was observed alone. */
export const usageSchema = z.object({
  /** Open at the last look; null: its back end does not tell. */
  connections: z.number().int().nullable(),
  /** When somebody was last seen connected; with `connectedAfter`, at some time between the two. */
  connectedAt: z.iso.datetime().nullable(),
  connectedAfter: z.iso.datetime().nullable(),
  /** Since when every look said that nobody was connected; null: somebody is, or nothing is known. */
  unusedSince: z.iso.datetime().nullable(),
  /** Unused for 30 days or more. */
  idle: z.boolean(),
});
export type UsageView = z.infer<typeof usageSchema>;

/** What the last looks at a thing on its back end told. */
export const inspectionSchema = z.object({
  /** Of the newest look that the back end answered; null: none yet. */
  lookedAt: z.iso.datetime().nullable(),
  /** Why the newest look came to nothing; null: it did not. */
  failure: z.object({ at: z.iso.datetime(), message: z.string() }).nullable(),
  measures: z.array(
    z.object({
      label: z.string(),
      value: z.number(),
      unit: z.enum(["bytes", "count"]),
      limit: z.number().optional(),
    }),
  ),
  /** What differs from what was granted, found in two looks in a row; null: nothing does. */
  drift: z
    .object({
      /** Of all differences together: what a decision is about. */
      digest: z.string(),
      differences: z.array(differenceSchema),
      /** Who asked to have it reverted, until that is done. */
      reverting: z.object({ by: person.nullable(), at: z.iso.datetime() }).nullable(),
      /** The first size of its template with which it would be as granted. */
      sizeThatFits: z.string().nullable(),
    })
    .nullable(),
  /** Differences that the platform team accepted as they are, found or not. */
  adopted: z.array(
    z.object({
      what: z.string(),
      expected: z.unknown(),
      found: z.unknown(),
      reason: z.string(),
      by: person,
      at: z.iso.datetime(),
    }),
  ),
});
export type InspectionView = z.infer<typeof inspectionSchema>;

/** What is to be done about drift; `digest` is the one that was read. */
export const driftDecisionSchema = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("revert"), digest: z.string().max(100) }),
  z.strictObject({
    action: z.literal("adopt"),
    digest: z.string().max(100),
    reason: z.string().trim().min(1).max(500),
  }),
]);
export type DriftDecision = z.infer<typeof driftDecisionSchema>;
