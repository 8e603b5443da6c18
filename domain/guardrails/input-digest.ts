import { contentDigest } from "#domain/catalog/content-digest.ts";
import type { EvaluationInput } from "#domain/guardrails/evaluation-input.ts";
import type { RuleFacts } from "#domain/guardrails/rule.ts";

/**
 * Gives `sha256:` over JCS of everything the rules read.
 *
 * The template goes in by its version, itself a digest. The instant stays out as long as no rule reads
 * it, so that a preview and the submit that follows it show the same digest.
 */
export function inputDigest({ draft, requester, state }: EvaluationInput, facts: RuleFacts | null): string {
  if (facts === null) return contentDigest({ draft, requester, state });
  const { template, environments, team, backends, settings } = facts;
  const { disconnectedBackends: disconnected, ...ledger } = state;
  return contentDigest({
    draft,
    requester,
    state: ledger,
    environments,
    team,
    settings,
    template: template.version,
    backends: backends.map(({ name, environments: served, regions, connect }) => {
      const unconnected = disconnected.includes(name) ? { connected: false, connect } : {};
      return { name, environments: served, regions, ...unconnected };
    }),
  });
}
