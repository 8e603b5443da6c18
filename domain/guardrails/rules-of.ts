import type { Catalog } from "#domain/catalog/catalog.ts";
import { policyRule } from "#domain/guardrails/policy-rule.ts";
import type { Rule } from "#domain/guardrails/rule.ts";
import { builtInRules } from "#domain/guardrails/rule-set.ts";

const known = new WeakMap<Catalog, readonly Rule[]>();

/** Every rule that a catalog puts in force: the built-in ones, the platform team's own, and those of attached packs. */
export function rulesOf(catalog: Catalog): readonly Rule[] {
  const rules = known.get(catalog) ?? assemble(catalog);
  known.set(catalog, rules);
  return rules;
}

function assemble({ policies, packs, attachments }: Catalog): readonly Rule[] {
  const packRules = [...packs.values()].flatMap((pack) => {
    const places = attachments.filter((attachment) => attachment.pack === pack.id);
    return places.length === 0 ? [] : pack.rules.map((policy) => policyRule(policy, places));
  });
  return [...builtInRules, ...[...policies.values()].map((policy) => policyRule(policy)), ...packRules];
}
