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
  /** What the new credential is to be good for; left out: what its owner has. */
  access: z.enum(accesses).optional(),
  /** Says that you know that somebody else changed the secret in use, and that a new one ends what they set. */
  acknowledgeChange: z.boolean().optional(),
});
export type RotateBody = z.infer<typeof rotateBodySchema>;

/** A thing that exists, or existed. */
export const resourceSchema = z.object({
  id: z.string(),
  requestId: z.string(),
  type: z.string(),
  template: z.object({ id: z.string(), version: z.string() }),
  name: z.string(),
  team: z.string(),
  environment: z.string(),
  classification: z.string(),
  state: z.enum(resourceStates),
  blockedReason: z.string().nullable(),
  /** The newest time that two persons closed something of it by hand, which nothing proved; null: that never happened. */
  closedUnproven: z
    .object({
      at: z.iso.datetime(),
      what: z.string(),
      by: z.array(z.string()).length(2),
      reasons: z.array(z.string()).length(2),
    })
    .nullable(),
  backend: z.string(),
  /** What the provisioner reported: external names and sizes, never a secret. */
  facts: z.record(z.string(), z.unknown()),
  owner: z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() }),
  /** Since when its owner has left, and until when somebody of its team can take it over before it is frozen. */
  ownerLeft: z.object({ at: z.iso.datetime(), takeOverUntil: z.iso.datetime().nullable() }).nullable(),
  createdAt: z.iso.datetime(),
  readyAt: z.iso.datetime().nullable(),
  firstClaimAt: z.iso.datetime().nullable().meta({ description: "When its credential was first opened." }),
  expiresAt: z.iso.datetime().nullable(),
  extensions: z.number().int().meta({ description: "How often it was extended." }),
  frozenAt: z.iso.datetime().nullable().meta({ description: "Since when it has been frozen." }),
  /** What waits about it for a human: an extension, or its destruction. */
  pendingRequests: z.array(z.object({ id: z.string(), kind: z.enum(aboutKinds), state: z.string() })),
  destroyedAt: z.iso.datetime().nullable(),
  /** The new credential that was asked for and is not made yet. */
  reissue: z.enum(reissues).nullable(),
  /** What it has credentials for: `owner`, and `read-only` where its template says so. */
  accesses: z.array(z.enum(accesses)),
  /** When its newest credential is due to be replaced; null: the class of its data asks for no rotation, or it is not active. */
  rotationDueAt: z.iso.datetime().nullable(),
  /** When a new one is made by itself, for its recipient to open before that; null: never, or one waits to be opened. */
  rotationAt: z.iso.datetime().nullable(),
  /** Its credential is older than allowed, or nobody opened the newest one in time. */
  rotationOverdue: z.boolean(),
  /** Until when a frozen resource can be restored; then it is destroyed with its data. */
  restoreUntil: z.iso.datetime().nullable(),
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
  scope: z.enum(["mine", "team", "all"]).optional(),
  state: z.enum(resourceStates).optional(),
  team: z.string().max(64).optional(),
  environment: z.string().max(64).optional(),
  type: z.string().max(64).optional(),
  /** `overdue`: only what has a rotation that is overdue. */
  rotation: z.enum(["overdue"]).optional(),
  /** `idle`: only what nobody was seen connected to for 30 days or more. */
  use: z.enum(["idle"]).optional(),
  ends: z.enum(["soon"]).optional().meta({ description: "`soon`: what expires within seven days." }),
  q: z.string().max(100).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
export type ResourceListQuery = z.infer<typeof resourceListQuerySchema>;

/** One page of resources, the newest first. */
export const resourceListSchema = z.object({ items: z.array(resourceSchema), nextCursor: z.string().nullable() });
