import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Policy, PolicyExample } from "#domain/catalog/policy.ts";
import { aboutBuiltIn } from "#domain/guardrails/about-built-in.ts";
import type { RuleRank } from "#domain/guardrails/rule.ts";
import { destroyRule } from "#domain/guardrails/destroy-verdict.ts";
import { builtInRules, closingRules, extendingRules } from "#domain/guardrails/rule-set.ts";
import { spellEffect } from "#domain/policies/spell-effect.ts";

/** A built-in rule for readers. */
export interface BuiltInRuleView {
  readonly id: string;
  readonly rank: RuleRank;
  readonly about: string;
}

/** A rule that a file states, for readers. */
export interface PolicyView extends Pick<
  Policy,
  "id" | "version" | "title" | "owner" | "maintainers" | "mode" | "rank" | "controls" | "message"
> {
  /** The condition as it is written. */
  readonly condition: string;
  /** The end of a sentence that begins with "It". */
  readonly effect: string;
  readonly examples: readonly Pick<PolicyExample, "title" | "expect">[];
}

/** The rules of a pack for readers, and where it is attached. */
export interface PackRulesView {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  /** Ids; all empty: attached nowhere, so that none of its rules is in force. */
  readonly attachedTo: {
    readonly teams: readonly string[];
    readonly templates: readonly string[];
    readonly environments: readonly string[];
  };
  readonly rules: readonly PolicyView[];
}

/** Every rule that a catalog puts in force or shadows. */
export interface RulesView {
  readonly own: readonly PolicyView[];
  readonly packs: readonly PackRulesView[];
  readonly builtIn: readonly BuiltInRuleView[];
}

/** Presents the rules of a catalog: the platform team's own, those of packs, and the built-in ones in their order. */
export function rulesView({ policies, packs, attachments }: Catalog): RulesView {
  return {
    own: [...policies.values()].map(policyView),
    packs: [...packs.values()].map(({ id, title, version, rules }) => {
      const places = attachments.filter(({ pack }) => pack === id);
      const all = (key: "teams" | "templates" | "environments") => [...new Set(places.flatMap((place) => place[key]))];
      const attachedTo = { teams: all("teams"), templates: all("templates"), environments: all("environments") };
      return { id, title, version, attachedTo, rules: rules.map(policyView) };
    }),
    builtIn: [...builtInRules, ...closingRules, ...extendingRules, destroyRule].map(({ id, rank }) => ({
      id,
      rank,
      about: aboutBuiltIn[id] ?? "",
    })),
  };
}

function policyView(policy: Policy): PolicyView {
  const { id, version, title, owner, maintainers, mode, rank, controls, message, when, then, examples } = policy;
  return {
    ...{ id, version, title, owner, maintainers, mode, rank, controls, message },
    condition: when.source,
    effect: spellEffect(then),
    examples: examples.map(({ title: example, expect }) => ({ title: example, expect })),
  };
}
