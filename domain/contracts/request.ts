import { z } from "zod";
import { decisionSchema } from "#domain/contracts/decision.ts";
import { grantSchema } from "#domain/contracts/grant.ts";
import { resourceStates } from "#domain/contracts/resource.ts";
import { aboutKinds } from "#domain/requests/request-kinds.ts";

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

/** One field that an offer asks otherwise: JSON Pointer into the request, and the value instead. */
export const offerChangeSchema = z.strictObject({
  path: z.string().max(200).meta({ description: "`/lifetimeHours`, `/delivery` or `/parameters/<name>`." }),
  op: z.literal("="),
  value: z.unknown(),
});
export type OfferChange = z.infer<typeof offerChangeSchema>;

/** A narrower request that an approver would rather see, until the requester takes it or somebody decides. */
export const counterOfferSchema = z.object({
  by: personSchema,
  at: z.iso.datetime(),
  comment: z.string(),
  changes: z.array(offerChangeSchema),
  digest: z.string().meta({ description: "Of this offer: send it as `offer` to accept no other one." }),
});
export type CounterOffer = z.infer<typeof counterOfferSchema>;

/** How today's rules judge a request stricter than the decision before, as they say it themselves. */
const becameStricterSchema = z.object({
  at: z.iso.datetime(),
  rules: z.array(z.object({ rule: z.string(), message: z.string() })),
  /** Each limit that is not what it was, in words, and the rules that it is of now. */
  changes: z.array(z.object({ limit: z.string(), from: z.string(), to: z.string(), rules: z.array(z.string()) })),
  /** Whose approval does not count any more. */
  approvedBy: z.array(personSchema),
});
export type BecameStricter = z.infer<typeof becameStricterSchema>;

const digestText = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** How a stage of a plan stands: it waits for its turn, waits for people, is met, was refused, or is not needed any more. */
const stageStates = ["later", "waiting", "approved", "rejected", "ended"] as const;

/** One stage of a request's plan. */
const stageViewSchema = z.object({
  groups: z.array(z.string()),
  quorum: z.number().int(),
  state: z.enum(stageStates),
  dueAt: z.iso.datetime().nullable().meta({ description: "Of the stage that waits; null: it does not." }),
  /** Who is asked as well once it was due. */
  escalateTo: z.array(z.string()),
  /** Whether they are asked by now. */
  escalated: z.boolean(),
  /** Who could decide as it was decided: the first of them by name, and how many there were. */
  approvers: z.array(personSchema),
  approverCount: z.number().int().nullable().meta({ description: "Null: it was filed before that was written down." }),
  medianAnswerSeconds: z.number().int().nullable().meta({ description: "How long the same groups usually take." }),
  votes: z.array(voteSchema),
});
export type StageView = z.infer<typeof stageViewSchema>;

/** A request as every channel shows it. */
export const requestSchema = z.object({
  id: z.string(),
  revision: z.number().int(),
  state: z.enum(requestStates),
  blockedReason: z.string().nullable(),
  /** What that means and who is needed, in words. */
  blockedDetail: z.string().nullable(),
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
  approval: z.object({ stages: z.array(stageViewSchema) }).nullable(),
  /** What an approver offers instead; null: nothing is offered. */
  counterOffer: counterOfferSchema.nullable(),
  /** Why it was decided again before it was built; null: it was not. */
  becameStricter: becameStricterSchema.nullable(),
  resource: z.object({ id: z.string(), state: z.enum(resourceStates) }).nullable(),
  /** What it asks of `resource`, a thing that exists; null: it asks for a new one. */
  about: z
    .object({
      kind: z.enum(aboutKinds).meta({ description: "`extend`: a later end. `destroy`: its end, with its data." }),
      /** Whether nobody asked for it but the clock. */
      unasked: z.boolean(),
      readyAt: z.iso.datetime().nullable(),
      expiresAt: z.iso.datetime().nullable().meta({ description: "Its end as it stands now." }),
      restoreUntil: z.iso.datetime().nullable(),
      extensions: z.number().int().meta({ description: "How often it was extended." }),
    })
    .nullable(),
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

/** Body of `POST /requests/{id}/decisions`; `changes` come with `counter` and with nothing else. */
export const decideBodySchema = z
  .strictObject({
    verdict: z.enum(["approve", "reject", "counter"]),
    comment: z.string().trim().max(2000),
    digest: digestText,
    changes: z.array(offerChangeSchema).min(1).max(20).optional(),
  })
  .refine(({ verdict, changes }) => (verdict === "counter") === (changes !== undefined), {
    path: ["changes"],
    message: "A counter-offer names its changes; an approval or a rejection has none.",
  });
export type DecideBody = z.infer<typeof decideBodySchema>;

/** Body of `POST /requests/{id}/accept`: what is taken, as its taker read it. */
export const acceptBodySchema = z.strictObject({
  digest: digestText.meta({ description: "The request's digest." }),
  offer: digestText.optional().meta({ description: "The offer's own digest: no offer but this one is taken." }),
});
export type AcceptBody = z.infer<typeof acceptBodySchema>;

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
