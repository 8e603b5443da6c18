import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Policy, PolicyMode } from "#domain/catalog/policy.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** What a rule is tried as: in another mode, or as if it were not there. */
export const ruleTrials = ["enforce", "shadow", "off"] as const satisfies readonly (PolicyMode | "off")[];
export type RuleTrial = (typeof ruleTrials)[number];

/** One rule of the platform team or of a pack, and what it is tried as. */
export interface RuleChange {
  readonly rule: string;
  readonly as: RuleTrial;
}

/**
 * Gives the catalog with some rules changed; the same one where nothing changes. Where packs are attached stays.
 *
 * @throws unknown_reference with `details.known` for a rule that no file states: built-in ones have settings instead
 */
export function candidateCatalog(catalog: Catalog, changes: readonly RuleChange[]): Catalog {
  const known = ownRules(catalog).map(({ id }) => id);
  const stranger = changes.find(({ rule }) => !known.includes(rule));
  if (stranger !== undefined) throw unknownRule(stranger.rule, known);
  return changes.reduce(changed, catalog);
}

/** Every rule that a file of the catalog states, those of packs included, attached or not. */
export function ownRules({ policies, packs }: Pick<Catalog, "policies" | "packs">): readonly Policy[] {
  return [...policies.values(), ...[...packs.values()].flatMap(({ rules }) => rules)];
}

function changed(catalog: Catalog, { rule, as }: RuleChange): Catalog {
  const before = ownRules(catalog).find(({ id }) => id === rule)?.mode ?? "off";
  if (before === as) return catalog;
  const tried = (policies: Iterable<Policy>) =>
    [...policies].flatMap((policy) => {
      if (policy.id !== rule) return [policy];
      return as === "off" ? [] : [{ ...policy, mode: as }];
    });
  return {
    ...catalog,
    digest: `${catalog.digest} with ${rule}=${as}`,
    policies: new Map(tried(catalog.policies.values()).map((policy) => [policy.id, policy])),
    packs: new Map([...catalog.packs].map(([id, pack]) => [id, { ...pack, rules: tried(pack.rules) }])),
  };
}

function unknownRule(rule: string, known: readonly string[]): AppError {
  const message = `No file of the catalog states the rule "${rule.slice(0, 100)}". Known: ${spellList(known, "and")}.`;
  return new AppError("unknown_reference", message, { details: { path: "/rule", known } });
}
