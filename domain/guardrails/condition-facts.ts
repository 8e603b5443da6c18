import { classifications } from "#domain/catalog/classification.ts";
import type { RuleFacts } from "#domain/guardrails/rule.ts";
import type { ConditionFacts } from "#domain/policies/condition-facts.ts";

/** What conditions in CEL see of a decision's facts. */
export function conditionFacts(facts: Omit<RuleFacts, "condition">): ConditionFacts {
  const { draft, requester, template, environment, environments, cost, freezes, state, settings } = facts;
  const { size } = draft.parameters;
  return {
    request: {
      name: draft.name,
      team: draft.team,
      environment: draft.environment,
      template: draft.template,
      classification: draft.classification,
      classificationRank: BigInt(classifications.indexOf(draft.classification)),
      lifetimeHours: BigInt(draft.lifetimeHours),
      delivery: draft.delivery,
      purpose: draft.purpose,
      size: typeof size === "string" ? size : "",
      sizeRank: BigInt(settings.sizeScale.findIndex((candidate) => candidate === size)),
      monthlyCost: cost?.monthly ?? 0,
      totalCost: cost?.total ?? 0,
      parameters: wholeNumbers(draft.parameters),
    },
    requester: {
      kind: requester.kind,
      teams: [...requester.teams],
      roles: [...requester.platformRoles],
      usPerson: requester.attributes.includes("us_person"),
      onBehalfOfPerson: requester.onBehalfOf !== null,
    },
    template: { resourceType: template.resourceType, maintainers: [...template.maintainers] },
    environment: {
      regions: [...(environment.regions ?? [])],
      asksHuman: environment.approval !== null,
      frozen: freezes.length > 0,
      rank: BigInt(environments.findIndex(({ id }) => id === environment.id)),
    },
    usage: { holding: BigInt(state.holdingCount), devices: BigInt(state.recipientDevices) },
  };
}

/** CEL's whole numbers are `bigint`. */
function wholeNumbers(value: unknown): unknown {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(wholeNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, wholeNumbers(item)]));
}
