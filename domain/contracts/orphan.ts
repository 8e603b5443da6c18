import { z } from "zod";

const person = z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() });

/** The life of an orphan: found, access to it blocked, then deleted; or gone, when it was not there any more. */
export const orphanStates = ["found", "quarantined", "deleted", "gone"] as const;
export type OrphanState = (typeof orphanStates)[number];

/** Objects on a back end that bear our marker while the ledger has no living resource of that id. */
export const orphanSchema = z.object({
  id: z.string(),
  backend: z.string(),
  type: z.string(),
  resourceId: z.string().meta({ description: "As the marker says." }),
  why: z.enum(["unknown", "destroyed"]).meta({
    description: "`destroyed`: the ledger knows it and says that it is gone. `unknown`: this ledger never had it.",
  }),
  objects: z.array(z.object({ kind: z.string(), name: z.string() })),
  state: z.enum(orphanStates),
  foundAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  wanted: z
    .object({ what: z.enum(["quarantine", "delete"]), by: person.nullable(), reason: z.string() })
    .nullable()
    .meta({ description: "What somebody asked for and is not done." }),
  quarantinedAt: z.iso.datetime().nullable(),
  deleteAfter: z.iso
    .datetime()
    .nullable()
    .meta({ description: "When it is deleted without being asked; null: only when asked." }),
  endedAt: z.iso.datetime().nullable(),
  failure: z.string().nullable().meta({ description: "Why the newest attempt came to nothing; null: none did." }),
});
export type OrphanView = z.infer<typeof orphanSchema>;

/** One page of orphans, the newest first. */
export const orphanListSchema = z.object({ items: z.array(orphanSchema), nextCursor: z.string().nullable() });

/** Filters of the list. */
export const orphanListQuerySchema = z.strictObject({
  only: z
    .enum(["open", "all"])
    .optional()
    .meta({ description: "`open`, unless told otherwise: what is not deleted and not gone." }),
  backend: z.string().max(64).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
export type OrphanListQuery = z.infer<typeof orphanListQuerySchema>;

/** What is to be done with an orphan. */
export const orphanDecisionSchema = z.strictObject({
  action: z.enum(["quarantine", "delete"]).meta({
    description: "`quarantine` ends every access and keeps the data; `delete` removes both, only after a quarantine.",
  }),
  reason: z.string().trim().min(1).max(500).meta({ description: "Why: the audit record keeps it." }),
});
export type OrphanDecision = z.infer<typeof orphanDecisionSchema>;
