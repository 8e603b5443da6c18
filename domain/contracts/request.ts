import { z } from "zod";
import { decisionSchema } from "#domain/contracts/decision.ts";
import { grantSchema } from "#domain/contracts/grant.ts";
import { resourceStates } from "#domain/contracts/resource.ts";
import { workloadSchema } from "#domain/contracts/workload.ts";
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
  template: slug.meta({ title: "Template", description: "Id of the template, as `GET /templates` gives it." }),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{2,24}$/, "Use 3 to 25 lower-case letters, digits and hyphens, starting with a letter.")
    .meta({ title: "Name", description: "What it is called; names on the back end are made of it." }),
  team: slug.meta({ title: "Team", description: "Team that holds and pays for it; one of yours." }),
  environment: slug.meta({
    title: "Environment",
    description: "Where it is built, as `dev`, `staging` or `production`.",
  }),
  classification: z.enum(["public", "internal", "confidential", "restricted"]).meta({
    title: "Data classification",
    description: "The most sensitive data that it will hold; it picks how credentials are handled.",
  }),
  purpose: z.string().trim().min(1).max(500).meta({
    title: "Purpose",
    description: "Why it is needed: for whoever decides. Text that looks like a secret is refused.",
  }),
  lifetimeHours: z.number().int().min(1).max(87_600).optional().meta({
    title: "Lifetime",
    unit: "hours",
    description: "How long it lasts, in hours. Left out: what the template gives.",
  }),
  parameters: z
    .record(z.string().max(64), z.unknown())
    .optional()
    .meta({ description: "Values of the template's own parameters, by its JSON Schema. Left out: its defaults." }),
  delivery: z
    .string()
    .max(64)
    .optional()
    .meta({ description: "How its credential is handed over. Left out: `reveal`, once, in the recipient's browser." }),
  onBehalfOf: z.string().max(320).optional().meta({
    description:
      "For service accounts alone, which must say it: e-mail address of the member of their team who receives it.",
  }),
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
  changes: z
    .array(z.object({ limit: z.string(), from: z.string(), to: z.string(), rules: z.array(z.string()) }))
    .meta({ description: "Each limit that is not what it was, in words, and the rules that it is of now." }),
  approvedBy: z.array(personSchema).meta({ description: "Whose approval does not count any more." }),
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
  escalateTo: z.array(z.string()).meta({ description: "Who is asked as well once it was due." }),
  escalated: z.boolean().meta({ description: "Whether they are asked by now." }),
  approvers: z
    .array(personSchema)
    .meta({ description: "Who could decide as it was decided: the first of them by name, and how many there were." }),
  approverCount: z.number().int().nullable().meta({ description: "Null: it was filed before that was written down." }),
  medianAnswerSeconds: z.number().int().nullable().meta({ description: "How long the same groups usually take." }),
  votes: z.array(voteSchema),
});
export type StageView = z.infer<typeof stageViewSchema>;

/** A request as every channel shows it. */
export const requestSchema = z.object({
  id: z.string(),
  revision: z.number().int().meta({ description: "1 as filed; one more each time that it is decided anew." }),
  state: z.enum(requestStates),
  blockedReason: z.string().nullable().meta({ description: "Code of why it does not go on; null: it does." }),
  blockedDetail: z.string().nullable().meta({ description: "What that means and who is needed, in words." }),
  digest: z.string().meta({ description: "`sha256:` over request, decision and approval plan: what a vote is about." }),
  template: z.object({ id: z.string(), version: z.string() }),
  name: z.string(),
  team: z.string(),
  environment: z.string(),
  classification: z.string(),
  purpose: z.string(),
  lifetimeHours: z.number().int(),
  parameters: z.record(z.string(), z.unknown()),
  delivery: z.string().meta({ description: "How its credential is handed over." }),
  requester: personSchema,
  onBehalfOf: personSchema
    .nullable()
    .meta({ description: "Who receives what a service account asked for; null: the requester." }),
  workload: workloadSchema
    .nullable()
    .meta({ description: "Which workload asked; null: a person, or a service account with a token made by hand." }),
  decision: decisionSchema,
  approval: z
    .object({ stages: z.array(stageViewSchema) })
    .nullable()
    .meta({ description: "The stages of its plan in order; null: nobody has to agree." }),
  counterOffer: counterOfferSchema
    .nullable()
    .meta({ description: "What an approver offers instead; null: nothing is offered." }),
  becameStricter: becameStricterSchema
    .nullable()
    .meta({ description: "Why it was decided again before it was built; null: it was not." }),
  resource: z
    .object({ id: z.string(), state: z.enum(resourceStates) })
    .nullable()
    .meta({ description: "What it built, or is about; null: nothing yet." }),
  about: z
    .object({
      kind: z.enum(aboutKinds).meta({ description: "`extend`: a later end. `destroy`: its end, with its data." }),
      unasked: z.boolean().meta({ description: "Whether nobody asked for it but the clock." }),
      readyAt: z.iso.datetime().nullable(),
      expiresAt: z.iso.datetime().nullable().meta({ description: "Its end as it stands now." }),
      restoreUntil: z.iso.datetime().nullable(),
      extensions: z.number().int().meta({ description: "How often it was extended." }),
    })
    .nullable()
    .meta({ description: "What it asks of `resource`, a thing that exists; null: it asks for a new one." }),
  grants: z.array(grantSchema),
  createdAt: z.iso.datetime(),
});
export type RequestView = z.infer<typeof requestSchema>;

/** Filters of the list of requests. */
export const requestListQuerySchema = z.strictObject({
  scope: z.enum(["mine", "team", "all", "to_approve"]).optional().meta({
    description:
      "`mine`: asked by you or for you. `team`: of your teams. `to_approve`: what waits for you, the riskiest first. Left out: all that you may see.",
  }),
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
    verdict: z
      .enum(["approve", "reject", "counter"])
      .meta({ description: "`counter` offers less of the same, by `changes`." }),
    comment: z.string().trim().max(2000).meta({ description: "What the requester and the record read; may be empty." }),
    digest: digestText.meta({ description: "Of the request as it was read: nobody decides on anything else." }),
    changes: z
      .array(offerChangeSchema)
      .min(1)
      .max(20)
      .optional()
      .meta({ description: "With `counter` alone: what it asks otherwise; each can only ask for less." }),
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
  message: z.string().meta({ description: "The sentence shown in the timeline." }),
  actor: z.string().nullable(),
  state: z
    .enum(requestStates)
    .nullable()
    .meta({ description: 'State of the request after the event, for `kind: "state"`.' }),
  step: z.object({ name: z.string(), state: z.string(), attempt: z.number().int() }).nullable(),
});
export type RequestEvent = z.infer<typeof requestEventSchema>;
