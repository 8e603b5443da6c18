import type { Environment } from "#domain/catalog/environment.ts";
import { checkClaims } from "#domain/federation/check-claims.ts";
import type { RuleIssuer } from "#domain/federation/claim-table-of.ts";
import { isFirstEnvironment } from "#domain/federation/is-first-environment.ts";
import type { RuleFinding } from "#domain/federation/rule-finding.ts";
import type { TrustRule } from "#domain/federation/trust-rule.ts";

/** What somebody wants a rule to say. */
export type RuleDraft = Pick<TrustRule, "issuer" | "claims" | "environments" | "templates">;

/** What a draft is held against. */
export interface RuleWorld {
  readonly issuers: ReadonlyMap<string, RuleIssuer>;
  /** In the order of promotion. */
  readonly environments: ReadonlyMap<string, Pick<Environment, "id" | "approval">>;
  readonly templates: ReadonlySet<string>;
}

/**
 * Says why a draft may not be saved, all of it at once; nothing: it may.
 *
 * What passes binds the workload by ids that are never given twice and by where it runs, in exact values, and trusts
 * nothing that outsiders can start beyond the first environment.
 */
export function checkRule(draft: RuleDraft, world: RuleWorld): readonly RuleFinding[] {
  const known = draft.environments.flatMap((id, index) =>
    world.environments.has(id)
      ? []
      : [finding(["environments", `${index}`], noSuch("environment", world.environments))],
  );
  const offered = (draft.templates ?? []).flatMap((id, index) =>
    world.templates.has(id) ? [] : [finding(["templates", `${index}`], "There is no template of this id.")],
  );
  const issuer = world.issuers.get(draft.issuer);
  if (issuer === undefined)
    return [finding(["issuer"], noSuch("workload issuer", world.issuers)), ...known, ...offered];
  const isStrict = draft.environments.some((id) => !isFirstEnvironment(world.environments, id));
  return [...checkAudience(issuer), ...checkClaims(draft.claims, { issuer, isStrict }), ...known, ...offered];
}

function checkAudience({ name, audience }: RuleIssuer): RuleFinding[] {
  if (audience !== "") return [];
  return [
    finding(["issuer"], `${name} has no audience: its tokens may be meant for anybody. Give it one in the catalog.`),
  ];
}

function noSuch(noun: string, there: ReadonlyMap<string, unknown>): string {
  const names = [...there.keys()].slice(0, 20).join(", ");
  if (names === "") return `The catalog has no ${noun}.`;
  return `There is no ${noun} of this name. Use one of: ${names}.`;
}

function finding(path: readonly string[], message: string): RuleFinding {
  return { path, message };
}
