import { z } from "zod";
import { isApproverGroup } from "#domain/approvals/approver-groups.ts";
import {
  approvalStageSchema,
  distinctFromKinds,
  personAttributes,
  timeouts,
  type ApprovalStage,
} from "#domain/contracts/decision.ts";

/** A group whose members approve, as every file spells it. */
export const approverGroup = z.string().refine(isApproverGroup, {
  error: (issue) =>
    `"${String(issue.input)}" is no approver group: use platform, security, admin, team-leads or group:<claim>`,
});

const stagesMax = 5;

/** `requester` and earlier stages hold anyway; a file may say them. */
const distinctFrom = z.array(
  z.union(
    [z.enum(["requester", ...distinctFromKinds]), z.strictObject({ stage: z.number().int().min(1).max(stagesMax) })],
    {
      error: "say requester, maintainer, or {stage: 1} for the approvers of the first stage",
    },
  ),
);

const stage = z
  .strictObject({
    groups: z
      .array(approverGroup)
      .min(1, "name at least one group: an empty list means that nobody can approve")
      .max(20),
    quorum: approvalStageSchema.shape.quorum.max(10).default(1),
    deadlineHours: approvalStageSchema.shape.deadlineHours.max(2160).default(72),
    distinctFrom: distinctFrom.optional(),
    attributes: z.array(z.enum(personAttributes)).optional(),
    onTimeout: z.enum(timeouts).default("deny"),
    escalateTo: z.array(approverGroup).min(1, "name at least one group, or say onTimeout: deny").max(20).optional(),
  })
  .superRefine(({ groups, onTimeout, escalateTo }, ctx) => {
    const refuse = (message: string) => ctx.addIssue({ code: "custom", path: ["escalateTo"], message });
    if (onTimeout === "escalate" && escalateTo === undefined) refuse("say who is asked when the deadline has passed");
    if (onTimeout === "deny" && escalateTo !== undefined) refuse("nobody is asked unless you say onTimeout: escalate");
    if (escalateTo?.every((group) => groups.includes(group))) refuse("these groups are asked from the beginning");
  });
type StageDocument = z.output<typeof stage>;

/** Stages of an approval plan, as every file spells them. */
export const stages = z
  .array(stage)
  .min(1, "list at least one stage")
  .max(stagesMax)
  .superRefine((list, ctx) => {
    for (const [position, { distinctFrom: apart = [] }] of list.entries()) {
      for (const [index, item] of apart.entries()) {
        if (typeof item === "string" || item.stage <= position) continue;
        const message = `stage ${item.stage} does not come before this one`;
        ctx.addIssue({ code: "custom", path: [position, "distinctFrom", index], message });
      }
    }
  })
  .transform((list) => list.map(stated));

/** One stage where there are no others. */
export const loneStage = stage
  .superRefine(({ distinctFrom: apart = [] }, ctx) => {
    for (const [index, item] of apart.entries()) {
      if (typeof item === "string") continue;
      ctx.addIssue({ code: "custom", path: ["distinctFrom", index], message: "there is no other stage" });
    }
  })
  .transform(stated);

/** What a stage says that does not hold anyway: nobody approves their own request, or on two stages of one. */
function stated({ distinctFrom: apart, onTimeout, escalateTo, attributes, ...said }: StageDocument): ApprovalStage {
  const kinds = apart?.filter((item) => item === "maintainer") ?? [];
  return {
    ...said,
    ...(kinds.length > 0 && { distinctFrom: kinds }),
    ...(attributes && { attributes }),
    ...(onTimeout === "escalate" && escalateTo && { onTimeout, escalateTo }),
  };
}
