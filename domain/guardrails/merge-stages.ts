import type { ApprovalStage } from "#domain/contracts/decision.ts";

/**
 * Puts stages in order, those that ask the same groups into one with the larger quorum, the shorter deadline and every
 * demand of both. It escalates only where both do, and only to groups that both escalate to.
 */
export function mergeStages(stages: readonly ApprovalStage[]): ApprovalStage[] {
  const merged = new Map<string, ApprovalStage>();
  for (const stage of stages) {
    const groups = [...new Set(stage.groups)].toSorted();
    const key = JSON.stringify(groups);
    const same = merged.get(key);
    const distinctFrom = union(stage.distinctFrom, same?.distinctFrom);
    const attributes = union(stage.attributes, same?.attributes);
    const escalateTo = escalation(stage).filter((group) => same === undefined || escalation(same).includes(group));
    merged.set(key, {
      groups,
      quorum: Math.max(stage.quorum, same?.quorum ?? 1),
      deadlineHours: Math.min(stage.deadlineHours, same?.deadlineHours ?? stage.deadlineHours),
      ...(distinctFrom.length > 0 && { distinctFrom }),
      ...(attributes.length > 0 && { attributes }),
      ...(escalateTo.length > 0 && { onTimeout: "escalate" as const, escalateTo: union(escalateTo) }),
    });
  }
  return [...merged.values()];
}

/** Empty: the request ends when the stage is due. */
function escalation({ onTimeout, escalateTo = [] }: ApprovalStage): readonly string[] {
  return onTimeout === "escalate" ? escalateTo : [];
}

function union<T extends string>(a: readonly T[] = [], b: readonly T[] = []): T[] {
  return [...new Set([...a, ...b])].toSorted();
}
