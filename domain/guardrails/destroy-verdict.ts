import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Finding } from "#domain/guardrails/rule.ts";
import { spellStages } from "#domain/guardrails/spell-stages.ts";

/** Names the one rule that speaks of destroying. */
export const destroyRule = { id: "resource.destroy", version: "1", rank: "environment" } as const;

/**
 * Finds what the environment says of destroying. Of an environment that the catalog does not know any more, whoever
 * decides when a guardrail fails decides.
 */
export function destroyVerdict({ environments, settings }: Catalog, environmentId: string): Finding {
  const environment = environments.get(environmentId);
  const approval = environment === undefined ? [settings.onEvaluatorError] : environment.destroyApproval;
  const title = environment?.title ?? environmentId;
  if (approval === null) return { result: "pass", message: `${title} asks nobody before a thing is destroyed.` };
  return {
    result: "needs_approval",
    message: `What is destroyed in ${title} needs approval: ${spellStages(approval)}.`,
    tightens: { approval },
  };
}

/** Tells whether a human has to agree before a thing of that environment is destroyed. */
export function destroyNeedsApproval(catalog: Catalog, environmentId: string): boolean {
  return destroyVerdict(catalog, environmentId).result === "needs_approval";
}
