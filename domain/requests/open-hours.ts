import type { ApprovalStage } from "#domain/contracts/decision.ts";

/** Hours an approved request may wait for its first step before it expires. */
export const startWindowHours = 24;

/** Hours a filed request stays open: until its first stage is due, or until it should have started. */
export function openHours(plan: readonly ApprovalStage[]): number {
  return plan[0]?.deadlineHours ?? startWindowHours;
}
