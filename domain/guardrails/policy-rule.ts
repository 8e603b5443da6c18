import { attaches, type PackAttachment } from "#domain/catalog/pack.ts";
import type { Policy, PolicyCap, PolicyRequirement } from "#domain/catalog/policy.ts";
import type { Finding, Rule, RuleFacts, Tightening } from "#domain/guardrails/rule.ts";

/**
 * Makes a rule of a policy: silent unless its condition holds.
 *
 * @param places where the pack of the policy is attached; absent: it holds everywhere
 */
export function policyRule(policy: Policy, places?: readonly PackAttachment[]): Rule {
  const { id, version, rank, pack, controls, mode } = policy;
  return {
    id,
    version,
    rank,
    ...(pack !== null && { pack }),
    controls,
    mode,
    evaluate: (facts) => {
      if (places && !places.some((place) => attaches(place, facts.draft))) return null;
      return policy.when.holds(facts.condition) ? findingOf(policy, facts) : null;
    },
  };
}

function findingOf({ then, message, remedy }: Policy, facts: RuleFacts): Finding {
  const said = { message, ...(remedy && { remedy }) };
  switch (then.kind) {
    case "deny":
      return { result: "deny", ...said };
    case "warn":
      return { result: "warn", ...said };
    case "approval":
      return { result: "needs_approval", ...said, tightens: { approval: then.stages } };
    case "cap":
      return capFinding(then.cap, message, facts);
    case "require":
      return { result: "limit", ...said, tightens: requirementOf(then.require) };
  }
}

function capFinding(cap: PolicyCap, message: string, facts: RuleFacts): Finding {
  const { deliveries, regions, lifetimeHours } = cap;
  const tightens: Tightening = {
    ...(lifetimeHours !== undefined && { lifetimeHoursMax: lifetimeHours }),
    ...(deliveries && { deliveries }),
    ...(regions && { regions }),
  };
  const remedy = breachOf(cap, facts);
  if (remedy === undefined) return { result: "limit", message, tightens };
  return { result: "deny", message, tightens, ...(remedy && { remedy }) };
}

/** The change that would keep to the cap; null: none that a machine can make; undefined: it is kept. */
function breachOf(cap: PolicyCap, { draft, cost, settings, template }: RuleFacts): Finding["remedy"] | null {
  if (cap.lifetimeHours !== undefined && draft.lifetimeHours > cap.lifetimeHours) {
    return { path: "/lifetimeHours", op: "<=", value: cap.lifetimeHours };
  }
  if (cap.deliveries && !cap.deliveries.includes(draft.delivery)) {
    return { path: "/delivery", op: "in", value: cap.deliveries };
  }
  const rank = (size: unknown) => settings.sizeScale.findIndex((candidate) => candidate === size);
  const largest = cap.size;
  if (largest !== undefined && rank(draft.parameters.size) > rank(largest)) {
    const fitting = template.sizes.map(({ id }) => id).filter((id) => rank(id) <= rank(largest));
    const value = fitting.toSorted((a, b) => rank(a) - rank(b)).at(-1);
    return value === undefined ? null : { path: "/parameters/size", op: "<=", value };
  }
  if (cap.monthlyCost !== undefined && cost !== null && cost.monthly > cap.monthlyCost) {
    const share = cap.monthlyCost / cost.monthly;
    const base = template.sizes.find(({ id }) => id === draft.parameters.size)?.monthlyCost?.amount ?? 0;
    const fitting = template.sizes.filter(
      ({ monthlyCost }) => monthlyCost !== null && monthlyCost.amount <= base * share,
    );
    const value = fitting.toSorted((a, b) => (b.monthlyCost?.amount ?? 0) - (a.monthlyCost?.amount ?? 0))[0]?.id;
    return value === undefined ? null : { path: "/parameters/size", op: "=", value };
  }
  return undefined;
}

function requirementOf(demand: PolicyRequirement): Tightening {
  const { sealing, attributes, distinctFrom, revealMaxAgeMinutes, retentionDays, rotationDays } = demand;
  return {
    ...(distinctFrom && { distinctFrom }),
    handling: {
      ...(sealing && { sealing }),
      ...(attributes && { attributes }),
      ...(revealMaxAgeMinutes !== undefined && { revealMaxAgeSeconds: revealMaxAgeMinutes * 60 }),
      ...(retentionDays !== undefined && { retentionDays }),
      ...(rotationDays !== undefined && { rotationDays }),
    },
  };
}
