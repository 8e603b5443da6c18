import { formatHours } from "#components/patterns/format-hours.ts";
import type { ApprovalStage } from "#domain/contracts/decision.ts";
import { spellConditions } from "#domain/guardrails/spell-stages.ts";

/**
 * Says who approves, stage by stage: "1 of platform within 3 days", with who is left out and whom it escalates to; an
 * empty list of groups is nobody.
 */
export function stagesInWords(stages: readonly ApprovalStage[]): string {
  return stages
    .map(({ groups, quorum, deadlineHours, ...stage }) => {
      const who = groups.length === 0 ? "nobody who may" : `${quorum} of ${groups.join(" or ")}`;
      return `${who} within ${formatHours(deadlineHours)}${spellConditions(stage)}`;
    })
    .join(", then ");
}
