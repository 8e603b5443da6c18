import { formatHours } from "#components/patterns/format-hours.ts";
import type { ApprovalStage } from "#domain/contracts/decision.ts";

/** Says who approves, stage by stage: "1 of platform within 3 days"; an empty list of groups is nobody. */
export function stagesInWords(stages: readonly ApprovalStage[]): string {
  return stages
    .map(({ groups, quorum, deadlineHours }) => {
      const who = groups.length === 0 ? "nobody who may" : `${quorum} of ${groups.join(" or ")}`;
      return `${who} within ${formatHours(deadlineHours)}`;
    })
    .join(", then ");
}
