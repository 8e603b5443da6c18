import type { RequestView } from "#domain/contracts/request.ts";

const hourMs = 3_600_000;

/** When the approval of a request ends unanswered: the deadlines of its stages after it was filed. */
export function stageDeadline({ createdAt, decision }: Pick<RequestView, "createdAt" | "decision">): string {
  const hours = decision.effective.approvalPlan.reduce((sum, stage) => sum + stage.deadlineHours, 0);
  return new Date(Date.parse(createdAt) + hours * hourMs).toISOString();
}
