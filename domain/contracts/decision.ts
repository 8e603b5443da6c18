import { z } from "zod";

/** What a decision can say, the loosest first. */
export const outcomes = ["auto", "needs_approval", "deny"] as const;
export type Outcome = (typeof outcomes)[number];

/** Who a stage's approvers must not be, beside the requester and whoever has voted, who never are. */
export const distinctFromKinds = ["maintainer"] as const;

/** Facts of the identity provider about a person that a rule can demand. */
export const personAttributes = ["us_person"] as const;
export type PersonAttribute = (typeof personAttributes)[number];

/** What becomes of a stage that nobody has decided in time: the request ends, or more people are asked once. */
export const timeouts = ["deny", "escalate"] as const;

/** One stage of an approval plan; stages are ordered, an empty `groups` means nobody may approve. */
export const approvalStageSchema = z.object({
  groups: z.array(z.string()),
  quorum: z.number().int().min(1),
  deadlineHours: z
    .number()
    .int()
    .min(1)
    .meta({ description: "From when the stage opens, and once more from when it escalates." }),
  distinctFrom: z.array(z.enum(distinctFromKinds)).optional(),
  attributes: z
    .array(z.enum(personAttributes))
    .optional()
    .meta({ description: "What the identity provider must say of every approver." }),
  onTimeout: z.enum(timeouts).optional().meta({ description: "Absent: `deny`. Never a yes." }),
  escalateTo: z
    .array(z.string())
    .optional()
    .meta({ description: "Who is asked beside `groups` after the first deadline; the quorum stays." }),
});
export type ApprovalStage = z.infer<typeof approvalStageSchema>;

/** A change that would cure a rule's finding: JSON Pointer into the request body, operator, value. */
export const remedySchema = z.object({
  path: z.string(),
  op: z.enum(["<=", ">=", "=", "in", "matches"]),
  value: z.unknown(),
});
export type Remedy = z.infer<typeof remedySchema>;

/** What one rule said, in words for people and with a remedy for machines. */
export const traceEntrySchema = z.object({
  rule: z.string().meta({ description: "Id of the rule." }),
  version: z.string(),
  pack: z.string().nullable().meta({ description: "Compliance pack that the rule is of; null: none." }),
  controls: z.array(z.string()).meta({ description: "Controls of the pack that it serves." }),
  result: z.enum(["pass", "warn", "limit", "needs_approval", "deny", "error"]),
  message: z.string(),
  remedy: remedySchema.optional(),
});
export type TraceEntry = z.infer<typeof traceEntrySchema>;

/** `strict`: to a device key of the recipient, which no server can open; `standard`: to the key of the reveal process. */
export const sealingModes = ["standard", "strict"] as const;
export type SealingMode = (typeof sealingModes)[number];

/** How the data and its credentials are handled. */
export const handlingSchema = z.object({
  sealing: z.enum(sealingModes),
  revealMaxAgeSeconds: z.number().int().nullable().meta({
    description: "How old the recipient's sign-in may be as they open it; null: the sign-in itself is enough.",
  }),
  shownSeconds: z.number().int().meta({ description: "For how long an opened value stays on the screen." }),
  attributes: z
    .array(z.enum(personAttributes))
    .meta({ description: "What the identity provider must say of requester, approvers and recipient." }),
  rotationDays: z
    .number()
    .int()
    .nullable()
    .meta({ description: "After how many days a credential is due to be rotated; null: never by itself." }),
  retentionDays: z.number().int().meta({ description: "For how many days the record is kept at least." }),
  restoreHoursMax: z.number().int().meta({
    description: "For how many hours frozen data can be restored at most, before it is destroyed with proof.",
  }),
});
export type Handling = z.infer<typeof handlingSchema>;

/** What the thing costs, in whole or broken units of `currency`. */
export const costSchema = z.object({ currency: z.string(), monthly: z.number(), total: z.number() });
export type Cost = z.infer<typeof costSchema>;

/** One quota or budget that counts the request, and where it stands without it. */
export const allowanceSchema = z.object({
  id: z.string(),
  scope: z.object({ team: z.string().nullable(), environment: z.string().nullable(), template: z.string().nullable() }),
  measure: z.enum(["count", "units", "monthlyCost"]),
  limit: z.number(),
  raisedFrom: z
    .number()
    .optional()
    .meta({ description: "The limit that it is beyond, where a human may let it pass up to `limit`." }),
  held: z.number(),
  asks: z.number(),
});
export type Allowance = z.infer<typeof allowanceSchema>;

const ruleIds = z.array(z.string()).optional();

/** The rules that each limit is of, the one of the highest rank first; a limit that no rule stated is left out. */
export const setBySchema = z.object({
  lifetimeHoursMax: ruleIds,
  deliveries: ruleIds,
  approvalPlan: ruleIds,
  sealing: ruleIds,
  revealMaxAgeSeconds: ruleIds,
  shownSeconds: ruleIds,
  attributes: ruleIds,
  rotationDays: ruleIds,
  retentionDays: ruleIds,
  restoreHoursMax: ruleIds,
  backend: ruleIds,
});
export type SetBy = z.infer<typeof setBySchema>;

/** So many of those who may decide on a stage are named. */
export const namedApproversMax = 12;

/** Who may decide on one stage of the plan, as the ledger knew people when it was decided. */
export const askedStageSchema = z.object({
  approvers: z
    .array(z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() }))
    .max(namedApproversMax)
    .meta({ description: "The first of them by name." }),
  approverCount: z.number().int(),
  medianAnswerSeconds: z.number().int().nullable().meta({
    description: "How long the same groups usually took to answer; null: they have answered too little in 90 days.",
  }),
});
export type AskedStage = z.infer<typeof askedStageSchema>;

/** The evaluator's immutable record, shown verbatim to requester, approver and auditor. */
export const decisionSchema = z.object({
  outcome: z.enum(outcomes),
  effective: z.object({
    lifetimeHours: z.number().int(),
    lifetimeHoursMax: z.number().int(),
    size: z.string().nullable(),
    deliveries: z.array(z.string()),
    approvalPlan: z.array(approvalStageSchema),
    region: z.string().nullable(),
    backend: z.string().nullable(),
    claimWindowHours: z.number().int(),
    quota: z.object({ limit: z.number().int(), holding: z.number().int() }),
    handling: handlingSchema
      .optional()
      .meta({ description: "Absent, as the three below, in records of evaluator version 1." }),
    cost: costSchema.nullable().optional().meta({ description: "Null where the rate card has no rate for it." }),
    allowances: z.array(allowanceSchema).optional(),
    setBy: setBySchema.optional(),
    wouldAsk: z
      .array(approvalStageSchema)
      .optional()
      .meta({ description: "Of a denial: who would be asked if nothing denied it, in no order." }),
  }),
  trace: z.array(traceEntrySchema),
  shadow: z
    .array(traceEntrySchema)
    .optional()
    .meta({ description: "What rules in shadow mode would have said; none of it counts." }),
  asks: z.array(askedStageSchema).optional().meta({
    description:
      "Stage by stage of the plan; absent where nobody is asked, and in records from before it was written down.",
  }),
  smallestChange: z.array(remedySchema).nullable().optional().meta({
    description:
      "The fewest changes after which it would be granted at once; null: no such change was found. Absent for `auto`.",
  }),
  inputDigest: z.string().meta({ description: "`sha256:` over JCS of everything the evaluator read." }),
  evaluatorVersion: z.string(),
});
export type Decision = z.infer<typeof decisionSchema>;
