import { z } from "zod";

const person = z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() });

/** One difference between what was granted and what is there. */
const differenceSchema = z.object({
  what: z.string(),
  expected: z.unknown().meta({ description: "As it was granted." }),
  found: z.unknown().meta({ description: "As it is." }),
  since: z.iso.datetime(),
  revertible: z
    .boolean()
    .meta({ description: "Whether a revert ends it: what is data, a login or the whole back end's stays." }),
});

/** How much a thing is used, by what was observed alone. */
export const usageSchema = z.object({
  connections: z
    .number()
    .int()
    .nullable()
    .meta({ description: "Open at the last look; null: its back end does not tell." }),
  connectedAt: z.iso.datetime().nullable().meta({
    description: "When somebody was last seen connected; with `connectedAfter`, at some time between the two.",
  }),
  connectedAfter: z.iso.datetime().nullable(),
  unusedSince: z.iso.datetime().nullable().meta({
    description: "Since when every look said that nobody was connected; null: somebody is, or nothing is known.",
  }),
  idle: z.boolean().meta({ description: "Unused for 30 days or more." }),
});
export type UsageView = z.infer<typeof usageSchema>;

/** What the last looks at a thing on its back end told. */
export const inspectionSchema = z.object({
  lookedAt: z.iso
    .datetime()
    .nullable()
    .meta({ description: "Of the newest look that the back end answered; null: none yet." }),
  failure: z
    .object({ at: z.iso.datetime(), message: z.string() })
    .nullable()
    .meta({ description: "Why the newest look came to nothing; null: it did not." }),
  measures: z.array(
    z.object({
      label: z.string(),
      value: z.number(),
      unit: z.enum(["bytes", "count"]),
      limit: z.number().optional(),
    }),
  ),
  drift: z
    .object({
      digest: z.string().meta({ description: "Of all differences together: what a decision is about." }),
      differences: z.array(differenceSchema),
      reverting: z
        .object({ by: person.nullable(), at: z.iso.datetime() })
        .nullable()
        .meta({ description: "Who asked to have it reverted, until that is done." }),
      sizeThatFits: z
        .string()
        .nullable()
        .meta({ description: "The first size of its template with which it would be as granted." }),
    })
    .nullable()
    .meta({ description: "What differs from what was granted, found in two looks in a row; null: nothing does." }),
  adopted: z
    .array(
      z.object({
        what: z.string(),
        expected: z.unknown(),
        found: z.unknown(),
        reason: z.string(),
        by: person,
        at: z.iso.datetime(),
      }),
    )
    .meta({ description: "Differences that the platform team accepted as they are, found or not." }),
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
