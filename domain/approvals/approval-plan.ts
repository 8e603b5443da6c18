import type { ApprovalStage } from "#domain/contracts/decision.ts";

/** Ordered stages; all of them must be met. */
export type ApprovalPlan = readonly ApprovalStage[];

/** A valid vote of the request's current revision. */
export interface CastVote {
  readonly principalId: string;
  /** Index of the stage it counts for. */
  readonly stage: number;
  readonly verdict: "approve" | "reject" | "counter";
}
