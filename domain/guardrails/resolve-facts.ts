import type { Catalog } from "#domain/catalog/catalog.ts";
import { cellOf, matrixOf } from "#domain/catalog/matrix.ts";
import { counts } from "#domain/catalog/quota.ts";
import { costOf } from "#domain/catalog/rate-card.ts";
import type { Allowance, ApprovalStage, Cost } from "#domain/contracts/decision.ts";
import { conditionFacts } from "#domain/guardrails/condition-facts.ts";
import type { EvaluationInput } from "#domain/guardrails/evaluation-input.ts";
import type { RuleFacts } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** Looks up what the draft names in today's catalog; gives a sentence when something is gone. */
export function resolveFacts(input: EvaluationInput): RuleFacts | string {
  const { draft, requester, state, catalog, now } = input;
  const template = catalog.templates.get(draft.template);
  const environment = catalog.environments.get(draft.environment);
  const team = catalog.teams.get(draft.team);
  if (template === undefined || environment === undefined || team === undefined) {
    const missing = [
      template ? null : `template ${draft.template}`,
      environment ? null : `environment ${draft.environment}`,
      team ? null : `team ${draft.team}`,
    ].filter((name) => name !== null);
    return `The catalog has no ${spellList(missing, "and")}.`;
  }
  const { size } = draft.parameters;
  const { environment: place, lifetimeHours } = draft;
  const cost = costOf(catalog.rates, { template, size, environment: place, lifetimeHours });
  const allowances = allowancesOf(input, cost);
  const facts = {
    draft,
    requester,
    state,
    template,
    environment,
    team,
    foreignZones: [...catalog.teams.values()].flatMap(({ id, zones = [] }) => (id === team.id ? [] : zones)),
    cost,
    settings: catalog.settings,
    tier: catalog.tiers.get(draft.classification) ?? null,
    cell: cellOf(matrixOf(catalog, template.id), draft),
    allowances,
    raises: raisesOf(catalog, allowances),
    freezes: environment.freezeWindows.filter(({ from, until }) => from <= now && now < until),
    backends: [...catalog.backends.values()].filter((backend) => backend.type === template.resourceType),
    environments: [...catalog.environments.values()],
  };
  return { ...facts, condition: conditionFacts(facts), ...(input.about && { about: input.about }) };
}

function allowancesOf({ draft, state, catalog }: EvaluationInput, cost: Cost | null): Allowance[] {
  const amounts = { count: 1, units: unitsOf(catalog, draft.parameters.size), monthlyCost: cost?.monthly ?? 0 };
  return catalog.quotas
    .filter((quota) => counts(quota, draft))
    .map(({ id, scope, measure, limit, raise }) => {
      const held = state.held[id] ?? 0;
      const asks = amounts[measure];
      const allowance = { id, scope, measure, limit, held, asks };
      const isRaised = raise !== undefined && held + asks > limit && held + asks <= raise.limit;
      return isRaised ? { ...allowance, limit: raise.limit, raisedFrom: limit } : allowance;
    });
}

/** The stages that let it pass beyond the quotas that it is beyond. */
function raisesOf({ quotas }: Catalog, allowances: readonly Allowance[]): ApprovalStage[] {
  const raised = allowances.filter(({ raisedFrom }) => raisedFrom !== undefined).map(({ id }) => id);
  return quotas.filter(({ id }) => raised.includes(id)).flatMap(({ raise }) => raise?.approval ?? []);
}

/** A size counts for its place in the scale; what has no size counts for one. */
export function unitsOf({ settings }: Pick<Catalog, "settings">, size: unknown): number {
  return Math.max(1, settings.sizeScale.findIndex((candidate) => candidate === size) + 1);
}
