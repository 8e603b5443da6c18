import type { ApprovalStage } from "#domain/contracts/decision.ts";
import { spellHours } from "#domain/guardrails/spell-hours.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** Spells approval stages for people: `1 of platform within 72 h (3 days)`. */
export function spellStages(stages: readonly ApprovalStage[]): string {
  return stages
    .map((stage) => `${stage.quorum} of ${spellList(stage.groups, "or")} within ${spellHours(stage.deadlineHours)}`)
    .join(", then ");
}
