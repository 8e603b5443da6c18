import type { EvaluationInput } from "#domain/guardrails/evaluation-input.ts";
import type { RuleFacts } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** Looks up what the draft names in today's catalog; gives a sentence when something is gone. */
export function resolveFacts({ draft, requester, state, catalog }: EvaluationInput): RuleFacts | string {
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
  return {
    draft,
    requester,
    state,
    template,
    environment,
    team,
    settings: catalog.settings,
    handling: environment.classifications[draft.classification] ?? null,
    backends: [...catalog.backends.values()].filter((backend) => backend.type === template.resourceType),
    environments: [...catalog.environments.values()],
  };
}
