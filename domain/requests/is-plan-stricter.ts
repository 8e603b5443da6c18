import type { ApprovalStage } from "#domain/contracts/decision.ts";

/**
 * Tells whether a plan asks for anybody whom an earlier one did not ask.
 *
 * It does not where each of its stages is met by a stage of the earlier plan of its own: one that asked no other groups,
 * neither at first nor when it was due, no fewer people, and demanded no less of them. Deadlines and order do not matter to what was approved.
 */
export function isPlanStricter(today: readonly ApprovalStage[], earlier: readonly ApprovalStage[]): boolean {
  const [stage, ...others] = today;
  if (stage === undefined) return false;
  return !earlier.some((met, index) => meets(met, stage) && !isPlanStricter(others, earlier.toSpliced(index, 1)));
}

function meets(met: ApprovalStage, stage: ApprovalStage): boolean {
  const { groups, quorum, distinctFrom = [], attributes = [], escalateTo = [] } = stage;
  return (
    met.groups.length > 0 &&
    met.groups.every((group) => groups.includes(group)) &&
    (met.escalateTo ?? []).every((group) => groups.includes(group) || escalateTo.includes(group)) &&
    met.quorum >= quorum &&
    distinctFrom.every((kind) => met.distinctFrom?.includes(kind) ?? false) &&
    attributes.every((attribute) => met.attributes?.includes(attribute) ?? false)
  );
}
