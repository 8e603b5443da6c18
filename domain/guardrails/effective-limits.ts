import type { ApprovalStage, Decision } from "#domain/contracts/decision.ts";
import type { EvaluationInput } from "#domain/guardrails/evaluation-input.ts";
import { foldHandling } from "#domain/guardrails/fold-handling.ts";
import { limitsSetBy, type RuleSaid } from "#domain/guardrails/limits-set-by.ts";
import { narrowest } from "#domain/guardrails/narrowest.ts";
import type { RuleFacts, Tightening } from "#domain/guardrails/rule.ts";

interface Settled {
  readonly facts: RuleFacts | null;
  readonly said: readonly RuleSaid[];
  readonly approvalPlan: ApprovalStage[];
  readonly wouldAsk: readonly ApprovalStage[];
}

/**
 * Folds what the rules said into the limits that hold: the smallest number, the common deliveries.
 *
 * A limit that no rule stated is none of the thing: no lifetime beyond what was asked, no delivery, no back end.
 */
export function effectiveLimits(
  { draft, state }: EvaluationInput,
  { facts, said: rules, approvalPlan, wouldAsk }: Settled,
): Decision["effective"] {
  const tightenings = rules.map(({ tightens }) => tightens);
  const said = <K extends keyof Tightening>(key: K) =>
    tightenings.map((tightening) => tightening[key]).filter((value) => value !== undefined);
  const lifetimeHoursMax = Math.min(...said("lifetimeHoursMax"), Number.MAX_SAFE_INTEGER);
  const stated = said("lifetimeHoursMax").length > 0 ? lifetimeHoursMax : draft.lifetimeHours;
  const [backend] = said("backend");
  const regions = narrowest(tightenings.map((tightening) => tightening.regions));
  const handling = foldHandling(tightenings);
  return {
    lifetimeHours: Math.min(draft.lifetimeHours, stated),
    lifetimeHoursMax: stated,
    size: typeof draft.parameters.size === "string" ? draft.parameters.size : null,
    deliveries: [...(narrowest(said("deliveries")) ?? [])],
    approvalPlan,
    region: backend?.regions.find((region) => regions === null || regions.includes(region)) ?? null,
    backend: backend?.name ?? null,
    claimWindowHours: smallest(said("claimWindowHours")),
    quota: { limit: smallest(said("quotaLimit")), holding: state.holdingCount },
    ...(handling && { handling }),
    ...(facts && { cost: facts.cost, allowances: [...facts.allowances] }),
    setBy: limitsSetBy(rules, handling),
    ...(wouldAsk.length > 0 && { wouldAsk: [...wouldAsk] }),
  };
}

function smallest(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : Math.min(...numbers);
}
