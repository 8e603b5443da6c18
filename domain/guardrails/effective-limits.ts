import type { ApprovalStage, Decision } from "#domain/contracts/decision.ts";
import type { EvaluationInput } from "#domain/guardrails/evaluation-input.ts";
import type { Tightening } from "#domain/guardrails/rule.ts";

/**
 * Folds what the rules said into the limits that hold: the smallest number, the common deliveries.
 *
 * A limit that no rule stated is none of the thing: no lifetime beyond what was asked, no delivery, no back end.
 */
export function effectiveLimits(
  { draft, state }: EvaluationInput,
  found: { readonly tightenings: readonly Tightening[]; readonly approvalPlan: ApprovalStage[] },
): Decision["effective"] {
  const said = <K extends keyof Tightening>(key: K) =>
    found.tightenings.map((tightening) => tightening[key]).filter((value) => value !== undefined);
  const lifetimeHoursMax = Math.min(...said("lifetimeHoursMax"), Number.MAX_SAFE_INTEGER);
  const stated = said("lifetimeHoursMax").length > 0 ? lifetimeHoursMax : draft.lifetimeHours;
  const [deliveries = [], ...narrower] = said("deliveries");
  const backend = said("backend")[0];
  return {
    lifetimeHours: Math.min(draft.lifetimeHours, stated),
    lifetimeHoursMax: stated,
    size: typeof draft.parameters.size === "string" ? draft.parameters.size : null,
    deliveries: deliveries.filter((delivery) => narrower.every((other) => other.includes(delivery))),
    approvalPlan: found.approvalPlan,
    region: backend?.regions[0] ?? null,
    backend: backend?.name ?? null,
    claimWindowHours: smallest(said("claimWindowHours")),
    quota: { limit: smallest(said("quotaLimit")), holding: state.holdingCount },
  };
}

function smallest(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : Math.min(...numbers);
}
