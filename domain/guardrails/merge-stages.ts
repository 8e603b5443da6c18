import type { ApprovalStage } from "#domain/contracts/decision.ts";

/** Puts stages in order, those that ask the same groups into one with the larger quorum and the shorter deadline. */
export function mergeStages(stages: readonly ApprovalStage[]): ApprovalStage[] {
  const merged = new Map<string, ApprovalStage>();
  for (const stage of stages) {
    const groups = [...new Set(stage.groups)].toSorted();
    const key = JSON.stringify(groups);
    const same = merged.get(key);
    merged.set(key, {
      groups,
      quorum: Math.max(stage.quorum, same?.quorum ?? 1),
      deadlineHours: Math.min(stage.deadlineHours, same?.deadlineHours ?? stage.deadlineHours),
    });
  }
  return [...merged.values()];
}
