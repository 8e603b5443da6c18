import type { ApprovalPlan } from "#domain/approvals/approval-plan.ts";
import { namedApproversMax, type AskedStage } from "#domain/contracts/decision.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { readMedianAnswers } from "#server/approvals/read-median-answers.ts";
import type { KnownApprover } from "#server/approvals/resolve-approvers.ts";

/** Says of each stage of a plan who may decide on it, by name, and how long its groups usually take. */
export async function describeStages(
  on: Queryable,
  plan: ApprovalPlan,
  approvers: readonly (readonly KnownApprover[])[],
): Promise<AskedStage[]> {
  const medians = await readMedianAnswers(on, plan);
  return plan.map((_, stage) => {
    const people = approvers[stage] ?? [];
    return {
      approvers: people
        .slice(0, namedApproversMax)
        .map(({ principalId, name, email }) => ({ id: principalId, name, email })),
      approverCount: people.length,
      medianAnswerSeconds: medians[stage] ?? null,
    };
  });
}
