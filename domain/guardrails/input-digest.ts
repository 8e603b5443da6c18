import { contentDigest } from "#domain/catalog/content-digest.ts";
import type { EvaluationInput } from "#domain/guardrails/evaluation-input.ts";
import type { RuleFacts } from "#domain/guardrails/rule.ts";

/**
 * Gives `sha256:` over JCS of everything the rules read.
 *
 * The catalog's set goes in by its digest. Of the instant only the freeze windows go in that it lies in, so that a
 * preview and the submit that follows it show the same digest.
 */
export function inputDigest(input: EvaluationInput, facts: RuleFacts | null): string {
  const { draft, requester, state, catalog } = input;
  const about = input.about && { about: input.about };
  if (facts === null) return contentDigest({ draft, requester, state, ...about });
  const { template, environments, team, backends, settings, freezes } = facts;
  const { disconnectedBackends: disconnected, pausedBackends: paused = {}, ...ledger } = state;
  return contentDigest({
    ...about,
    draft,
    requester,
    state: ledger,
    environments: environments.map(({ id }) => id),
    team,
    settings,
    catalog: catalog.digest,
    template: template.version,
    freezes: freezes.map(({ id }) => id),
    backends: backends.map(({ name, environments: served, regions, connect }) => {
      const unconnected = disconnected.includes(name) ? { connected: false, connect } : {};
      const stopped = Object.hasOwn(paused, name) ? { paused: paused[name] } : {};
      return { name, environments: served, regions, ...unconnected, ...stopped };
    }),
  });
}
