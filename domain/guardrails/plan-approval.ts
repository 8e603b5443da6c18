import type { ApprovalStage } from "#domain/contracts/decision.ts";
import { foldHandling } from "#domain/guardrails/fold-handling.ts";
import { mergeStages } from "#domain/guardrails/merge-stages.ts";
import { narrowest } from "#domain/guardrails/narrowest.ts";
import type { Tightening } from "#domain/guardrails/rule.ts";

/** Puts the stages that the rules ask in order, with what every stage must keep to: who is left out, and who must be what. */
export function planApproval(tightenings: readonly Tightening[]): ApprovalStage[] {
  const stages = mergeStages(tightenings.flatMap(({ approval }) => approval ?? []));
  const mayApprove = narrowest(tightenings.map((said) => said.mayApprove));
  const distinctFrom = [...new Set(tightenings.flatMap((said) => said.distinctFrom ?? []))];
  const attributes = foldHandling(tightenings)?.attributes ?? [];
  const allowed = (groups: readonly string[]) =>
    mayApprove === null ? [...groups] : groups.filter((group) => mayApprove.includes(group));
  return mergeStages(
    stages.map((stage) => ({
      ...stage,
      groups: allowed(stage.groups),
      escalateTo: allowed(stage.escalateTo ?? []),
      distinctFrom: [...(stage.distinctFrom ?? []), ...distinctFrom],
      attributes: [...(stage.attributes ?? []), ...attributes],
    })),
  );
}
