import { z } from "zod";

/** What a decision can say, the loosest first. */
export const outcomes = ["auto", "needs_approval", "deny"] as const;
export type Outcome = (typeof outcomes)[number];

/** One stage of an approval plan; stages are ordered, an empty `groups` means nobody may approve. */
export const approvalStageSchema = z.object({
  groups: z.array(z.string()),
  quorum: z.number().int().min(1),
  deadlineHours: z.number().int().min(1),
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
  rule: z.string(),
  version: z.string(),
  pack: z.string().nullable(),
  controls: z.array(z.string()),
  result: z.enum(["pass", "limit", "needs_approval", "deny", "error"]),
  message: z.string(),
  remedy: remedySchema.optional(),
});
export type TraceEntry = z.infer<typeof traceEntrySchema>;

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
  }),
  trace: z.array(traceEntrySchema),
  /** `sha256:` over JCS of everything the evaluator read. */
  inputDigest: z.string(),
  evaluatorVersion: z.string(),
});
export type Decision = z.infer<typeof decisionSchema>;
