import { z } from "zod";
import { connectionSchema } from "#domain/contracts/connection.ts";
import { accesses } from "#domain/provisioning/resource-type.ts";
import { grantSchema } from "#domain/contracts/grant.ts";
import { aboutKinds } from "#domain/requests/request-kinds.ts";
import { inspectionSchema, usageSchema } from "#domain/contracts/inspection.ts";

/** The life of a resource. */
export const resourceStates = ["creating", "active", "frozen", "destroying", "destroyed"] as const;
export type ResourceState = (typeof resourceStates)[number];

/** What can be asked for: a new credential beside the one in use, or one for a resource that was frozen. */
export const reissues = ["rotate", "restore"] as const;
export type Reissue = (typeof reissues)[number];

/** What a rotation may say. */
export const rotateBodySchema = z.strictObject({
  access: z
    .enum(accesses)
    .optional()
    .meta({ description: "What the new credential is to be good for; left out: what its owner has." }),
  acknowledgeChange: z.boolean().optional().meta({
    description:
      "Says that you know that somebody else changed the secret in use, and that a new one ends what they set.",
  }),
});
export type RotateBody = z.infer<typeof rotateBodySchema>;

/** A thing that exists, or existed. */
export const resourceSchema = z.object({
  id: z.string(),
  requestId: z.string(),
  type: z.string().meta({ description: "Resource type, as `postgres`." }),
  template: z.object({ id: z.string(), version: z.string() }),
  name: z.string(),
  team: z.string(),
  environment: z.string(),
  classification: z.string(),
  state: z.enum(resourceStates),
  blockedReason: z.string().nullable().meta({ description: "Code of why it does not go on; null: it does." }),
  closedUnproven: z
    .object({
      at: z.iso.datetime(),
      what: z.string(),
      by: z.array(z.string()).length(2),
      reasons: z.array(z.string()).length(2),
    })
    .nullable()
    .meta({
      description:
        "The newest time that two persons closed something of it by hand, which nothing proved; null: that never happened.",
    }),
  backend: z.string().meta({ description: "Back end that it is on, by its name in the catalog." }),
  facts: z
    .record(z.string(), z.unknown())
    .meta({ description: "What the provisioner reported: external names and sizes, never a secret." }),
  owner: z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() }),
  ownerLeft: z.object({ at: z.iso.datetime(), takeOverUntil: z.iso.datetime().nullable() }).nullable().meta({
    description:
      "Since when its owner has left, and until when somebody of its team can take it over before it is frozen.",
  }),
  createdAt: z.iso.datetime(),
  readyAt: z.iso.datetime().nullable().meta({ description: "When it was first ready; null: it never was." }),
  firstClaimAt: z.iso.datetime().nullable().meta({ description: "When its credential was first opened." }),
  expiresAt: z.iso.datetime().nullable().meta({ description: "Its end; null: not known before it is ready." }),
  extensions: z.number().int().meta({ description: "How often it was extended." }),
  frozenAt: z.iso.datetime().nullable().meta({ description: "Since when it has been frozen." }),
  pendingRequests: z
    .array(z.object({ id: z.string(), kind: z.enum(aboutKinds), state: z.string() }))
    .meta({ description: "What waits about it for a human: an extension, or its destruction." }),
  destroyedAt: z.iso.datetime().nullable().meta({ description: "When its back end said that nothing is left." }),
  reissue: z
    .enum(reissues)
    .nullable()
    .meta({ description: "The new credential that was asked for and is not made yet." }),
  accesses: z
    .array(z.enum(accesses))
    .meta({ description: "What it has credentials for: `owner`, and `read-only` where its template says so." }),
  rotationDueAt: z.iso.datetime().nullable().meta({
    description:
      "When its newest credential is due to be replaced; null: the class of its data asks for no rotation, or it is not active.",
  }),
  rotationAt: z.iso.datetime().nullable().meta({
    description:
      "When a new one is made by itself, for its recipient to open before that; null: never, or one waits to be opened.",
  }),
  rotationOverdue: z
    .boolean()
    .meta({ description: "Its credential is older than allowed, or nobody opened the newest one in time." }),
  restoreUntil: z.iso
    .datetime()
    .nullable()
    .meta({ description: "Until when a frozen resource can be restored; then it is destroyed with its data." }),
  usage: usageSchema,
  grants: z.array(grantSchema),
});
export type ResourceView = z.infer<typeof resourceSchema>;

/** A thing with how it is reached; `connection` is null unless it is active and its worker has said so. */
export const resourceDetailSchema = resourceSchema.extend({
  connection: connectionSchema.nullable(),
  inspection: inspectionSchema,
});
export type ResourceDetailView = z.infer<typeof resourceDetailSchema>;

/** Body of `POST /resources/{id}/extend`. */
export const extendBodySchema = z.strictObject({
  lifetimeHours: z.number().int().min(1).max(87_600).optional().meta({
    description: "From now on, as for a new one. Left out: as long again as it was given, within today's limits.",
  }),
  purpose: z.string().trim().min(1).max(500).optional().meta({
    description: "Why it is still needed: for whoever decides. Left out: what it was made for.",
  }),
});
export type ExtendBody = z.infer<typeof extendBodySchema>;

/** Filters of the list of resources. */
export const resourceListQuerySchema = z.strictObject({
  scope: z
    .enum(["mine", "team", "all"])
    .optional()
    .meta({ description: "`mine`: yours. `team`: of your teams. Left out: all that you may see." }),
  state: z.enum(resourceStates).optional(),
  team: z.string().max(64).optional(),
  environment: z.string().max(64).optional(),
  type: z.string().max(64).optional().meta({ description: "Resource type, as `postgres`." }),
  rotation: z
    .enum(["overdue"])
    .optional()
    .meta({ description: "`overdue`: only what has a rotation that is overdue." }),
  use: z
    .enum(["idle"])
    .optional()
    .meta({ description: "`idle`: only what nobody was seen connected to for 30 days or more." }),
  ends: z.enum(["soon"]).optional().meta({ description: "`soon`: what expires within seven days." }),
  q: z.string().max(100).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
export type ResourceListQuery = z.infer<typeof resourceListQuerySchema>;

/** One page of resources, the newest first. */
export const resourceListSchema = z.object({ items: z.array(resourceSchema), nextCursor: z.string().nullable() });
