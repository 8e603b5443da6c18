import type { ApprovalPlan, CastVote } from "#domain/approvals/approval-plan.ts";

/** Where the votes leave a plan. */
export type Tally =
  | {
      readonly state: "pending";
      readonly stage: number;
      readonly approvalsMissing: number;
    }
  | { readonly state: "approved" }
  | { readonly state: "rejected"; readonly stage: number };

/**
 * Counts the votes, each person once over all stages and each stage only after the ones before it.
 *
 * One reject ends it. A plan without stages is never approved.
 */
export function tallyVotes(plan: ApprovalPlan, votes: readonly CastVote[]): Tally {
  if (votes.some((vote) => vote.verdict === "reject")) {
    return {
      state: "rejected",
      stage: votes.find((vote) => vote.verdict === "reject")?.stage ?? 0,
    };
  }
  const counted = new Set<string>();
  for (const [index, stage] of plan.entries()) {
    const approvers = votes.filter(
      (vote) => vote.stage === index && vote.verdict === "approve" && !counted.has(vote.principalId),
    );
    const distinct = new Set(approvers.map((vote) => vote.principalId));
    if (distinct.size < stage.quorum) {
      return {
        state: "pending",
        stage: index,
        approvalsMissing: stage.quorum - distinct.size,
      };
    }
    for (const id of distinct) counted.add(id);
  }
  return plan.length === 0 ? { state: "pending", stage: 0, approvalsMissing: 1 } : { state: "approved" };
}
