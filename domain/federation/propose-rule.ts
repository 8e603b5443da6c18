import { checkRule, type RuleDraft, type RuleWorld } from "#domain/federation/check-rule.ts";
import type { ClaimTable } from "#domain/federation/claim-entry.ts";
import { claimTableOf, type RuleIssuer } from "#domain/federation/claim-table-of.ts";
import { meetRule } from "#domain/federation/meet-rule.ts";
import { outsideEventOf } from "#domain/federation/outside-events.ts";
import { claimValueCharactersMax } from "#domain/federation/rule-limits.ts";
import type { RuleFinding } from "#domain/federation/rule-finding.ts";

/** A rule that exactly one workload meets, or why none can be saved about it. */
export interface Proposal {
  readonly draft: RuleDraft | null;
  readonly obstacles: readonly RuleFinding[];
}

/**
 * Proposes a rule for the workload whose token this is: the ids that have to be bound, the environment or the protected
 * ref, the workflow, and what started it. It is proposed for the environment of the same name, else for the first.
 *
 * What is proposed passes save and is met by the token.
 */
export function proposeRule(issuer: RuleIssuer, given: ReadonlyMap<string, string>, world: RuleWorld): Proposal {
  const table = claimTableOf(issuer);
  const environment = environmentOf(given, world);
  const draft = { issuer: issuer.name, claims: {}, environments: environment, templates: null };
  const isAsked = (alternative: readonly string[]) =>
    alternative.length > 0 && alternative.every((one) => (given.get(one) ?? "") !== "");
  const names = table.requirements.flatMap(({ alternatives }) => {
    const inFull = alternatives.find(isAsked);
    const passing = alternatives.find((one) => isAsked(one) && one.every((name) => isOfForm(table, name, given)));
    return passing ?? inFull ?? [];
  });
  // What outsiders can start has to be named, and may be only where promotion begins.
  const outside = outsideEventOf(given)?.claim;
  const bound = outside === undefined ? names : [...names, outside];
  const claims = Object.fromEntries(bound.flatMap((name) => pairOf(name, given)));
  const proposed = { ...draft, claims };
  const obstacles = checkRule(proposed, world);
  if (obstacles.length > 0) return { draft: null, obstacles };
  const { isMet, refusal } = meetRule({ claims, state: "active" }, given);
  if (isMet) return { draft: proposed, obstacles: [] };
  return { draft: null, obstacles: [{ path: ["claims"], message: refusal ?? "No rule is met by this token." }] };
}

function environmentOf(given: ReadonlyMap<string, string>, { environments }: RuleWorld): string[] {
  const named = given.get("environment");
  if (named !== undefined && environments.has(named)) return [named];
  return [...environments.keys()].slice(0, 1);
}

function isOfForm(table: ClaimTable, name: string, given: ReadonlyMap<string, string>): boolean {
  const form = table.entries.find((entry) => entry.name === name)?.form ?? null;
  const value = given.get(name) ?? "";
  // No form is tried on what is longer than any value of a rule.
  return value.length <= claimValueCharactersMax && (form === null || form.pattern.test(value));
}

function pairOf(name: string, given: ReadonlyMap<string, string>): [string, string][] {
  const value = given.get(name) ?? "";
  return value === "" ? [] : [[name, value]];
}
