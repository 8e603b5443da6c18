import { attributeWords } from "#domain/access/attribute-words.ts";
import type { ApprovalStage } from "#domain/contracts/decision.ts";
import { spellHours } from "#domain/guardrails/spell-hours.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/**
 * Spells all of approval stages for people: `1 of platform within 72 h (3 days), then 2 of security within 4 h but no
 * maintainer, a U.S. person, and of admin too when that has passed`.
 */
export function spellStages(stages: readonly ApprovalStage[]): string {
  return stages.map(spellStage).join(", then ");
}

function spellStage({ groups, quorum, deadlineHours, ...stage }: ApprovalStage): string {
  return `${quorum} of ${spellList(groups, "or")} within ${spellHours(deadlineHours)}${spellConditions(stage)}`;
}

/** Spells what follows the deadline: who is left out, what they must be, and whom it escalates to; empty for none. */
export function spellConditions({
  distinctFrom = [],
  attributes = [],
  escalateTo = [],
}: Pick<ApprovalStage, "distinctFrom" | "attributes" | "escalateTo">): string {
  const but = distinctFrom.length > 0 ? ` but no ${spellList(distinctFrom, "or")}` : "";
  const facts = attributes.map((fact) => attributeWords[fact]);
  const being = facts.length > 0 ? `, ${spellList(facts, "and")}` : "";
  const more = escalateTo.length > 0 ? `, and of ${spellList(escalateTo, "or")} too when that has passed` : "";
  return but + being + more;
}
