import { z } from "zod";
import { riskLevels } from "#domain/approvals/spell-risk.ts";
import { costSchema, traceEntrySchema } from "#domain/contracts/decision.ts";
import { personSchema, requestSchema } from "#domain/contracts/request.ts";

/** Filters of the queue. */
export const queueQuerySchema = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

const of = requestSchema.shape;

/** What waits for the caller's decision, as far as it is needed to choose what to look at first. */
export const queueEntrySchema = z.object({
  id: of.id,
  revision: of.revision,
  digest: of.digest,
  template: of.template.extend({ title: z.string() }),
  name: of.name,
  about: of.about,
  team: of.team,
  environment: of.environment,
  classification: of.classification,
  purpose: of.purpose,
  lifetimeHours: of.lifetimeHours,
  requester: personSchema,
  onBehalfOf: personSchema.nullable(),
  cost: costSchema.nullable().meta({ description: "Null where the rate card has no rate for it." }),
  risk: z.object({ level: z.enum(riskLevels), reasons: z.array(z.string()).min(1) }),
  findings: z
    .array(traceEntrySchema.pick({ rule: true, result: true, message: true }))
    .meta({ description: "Of its decision, those that ask, warn or failed, the gravest first." }),
  askedAt: z.iso.datetime().meta({ description: "Since when the stage has waited, and when it is due." }),
  dueAt: z.iso.datetime().nullable(),
  escalated: z.boolean().meta({ description: "Whether it was due once and more people were asked." }),
  kind: z
    .string()
    .nullable()
    .meta({ description: "Equal for those that may be approved together; null: it wants a look of its own." }),
});
export type QueueEntry = z.infer<typeof queueEntrySchema>;

/** One page of the queue: the riskiest first, then what has waited longest. */
export const queueSchema = z.object({ items: z.array(queueEntrySchema), nextCursor: z.string().nullable() });
export type Queue = z.infer<typeof queueSchema>;

/** One field that is otherwise: JSON Pointer into a request's body; null stands for nothing. */
const fieldChangeSchema = z.object({ path: z.string(), from: z.unknown(), to: z.unknown() });

/** What somebody should know before they decide on one request. */
export const queueItemSchema = z.object({
  entry: queueEntrySchema,
  request: requestSchema,
  parameterTitles: z
    .record(z.string(), z.string())
    .meta({ description: "Titles of the template's parameters, by name." }),
  plan: z
    .object({ summary: z.array(z.string()), steps: z.array(z.string()) })
    .nullable()
    .meta({
      description:
        "What will be built, as the resource type plans it; null: this installation cannot build it any more.",
    }),
  fromTemplate: z
    .array(fieldChangeSchema)
    .meta({ description: "Where it asks for something else than the template offers by itself." }),
  similar: z
    .object({ id: z.string(), name: z.string(), createdAt: z.iso.datetime(), changes: z.array(fieldChangeSchema) })
    .nullable()
    .meta({
      description:
        "The team's last granted request for the template, and where this one asks for something else; null: there is none.",
    }),
  decide: z
    .object({ allowed: z.boolean(), reason: z.string().nullable() })
    .nullable()
    .meta({ description: "Whether the caller may decide now, and why not; null: nothing waits any more." }),
});
export type QueueItem = z.infer<typeof queueItemSchema>;
