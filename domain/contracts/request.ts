import { z } from "zod";
import { decisionSchema } from "#domain/contracts/decision.ts";
import { grantSchema } from "#domain/contracts/grant.ts";
import { resourceStates } from "#domain/contracts/resource.ts";

/** The life of a request. */
export const requestStates = [
  "denied",
  "pending_approval",
  "approved",
  "rejected",
  "withdrawn",
  "expired",
  "provisioning",
  "fulfilled",
  "failed",
] as const;
export type RequestState = (typeof requestStates)[number];

const slug = z.string().min(1).max(64);

/** Body of `POST /requests` and `POST /policy/preview`. Unknown keys are refused. */
export const submitBodySchema = z.strictObject({
  template: slug.meta({ title: "Template" }),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{2,24}$/, "Use 3 to 25 lower-case letters, digits and hyphens, starting with a letter.")
    .meta({ title: "Name" }),
  team: slug.meta({ title: "Team" }),
  environment: slug.meta({ title: "Environment" }),
  classification: z.enum(["public", "internal", "confidential", "restricted"]).meta({ title: "Data classification" }),
  purpose: z.string().trim().min(1).max(500).meta({ title: "Purpose" }),
  lifetimeHours: z.number().int().min(1).max(87_600).optional().meta({ title: "Lifetime", unit: "hours" }),
  parameters: z.record(z.string().max(64), z.unknown()).optional(),
  delivery: z.string().max(64).optional(),
  onBehalfOf: z.string().max(320).optional(),
});
export type SubmitBody = z.infer<typeof submitBodySchema>;

/** A person or service account as others may see it. */
export const personSchema = z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() });
export type Person = z.infer<typeof personSchema>;

/** One vote of a stage. */
export const voteSchema = z.object({
  by: personSchema,
  verdict: z.enum(["approve", "reject", "counter"]),
  comment: z.string(),
  at: z.iso.datetime(),
});

/** A request as every channel shows it. */
export const requestSchema = z.object({
  id: z.string(),
  revision: z.number().int(),
  state: z.enum(requestStates),
  blockedReason: z.string().nullable(),
  digest: z.string(),
  template: z.object({ id: z.string(), version: z.string() }),
  name: z.string(),
  team: z.string(),
  environment: z.string(),
  classification: z.string(),
  purpose: z.string(),
  lifetimeHours: z.number().int(),
  parameters: z.record(z.string(), z.unknown()),
  delivery: z.string(),
  requester: personSchema,
  onBehalfOf: personSchema.nullable(),
  decision: decisionSchema,
  approval: z
    .object({
      stages: z.array(z.object({ groups: z.array(z.string()), quorum: z.number().int(), votes: z.array(voteSchema) })),
    })
    .nullable(),
  resource: z.object({ id: z.string(), state: z.enum(resourceStates) }).nullable(),
  grants: z.array(grantSchema),
  createdAt: z.iso.datetime(),
});
export type RequestView = z.infer<typeof requestSchema>;

/** Filters of the list of requests. */
export const requestListQuerySchema = z.strictObject({
  scope: z.enum(["mine", "team", "all", "to_approve"]).optional(),
  state: z.enum(requestStates).optional(),
  team: slug.optional(),
  environment: slug.optional(),
  template: slug.optional(),
  q: z.string().max(100).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
export type RequestListQuery = z.infer<typeof requestListQuerySchema>;

/** One page of requests, the newest first. */
export const requestListSchema = z.object({ items: z.array(requestSchema), nextCursor: z.string().nullable() });

/** Body of `POST /requests/{id}/decisions`; counter-offers come with a later revision of the contract. */
export const decideBodySchema = z.strictObject({
  verdict: z.enum(["approve", "reject"]),
  comment: z.string().trim().max(2000),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
});
export type DecideBody = z.infer<typeof decideBodySchema>;

/** One event of `GET /requests/{id}/events`; the SSE `event` is `kind`, the SSE `id` is `id`. */
export const requestEventSchema = z.object({
  id: z.string(),
  kind: z.enum(["state", "step", "history"]),
  at: z.iso.datetime(),
  action: z.string(),
  /** The sentence shown in the timeline. */
  message: z.string(),
  actor: z.string().nullable(),
  /** State of the request after the event, for `kind: "state"`. */
  state: z.enum(requestStates).nullable(),
  step: z.object({ name: z.string(), state: z.string(), attempt: z.number().int() }).nullable(),
});
export type RequestEvent = z.infer<typeof requestEventSchema>;
