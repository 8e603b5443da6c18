import type { ClaimEntry, ClaimRequirement, ClaimTable } from "#domain/federation/claim-entry.ts";
import { claimTableOf, type RuleIssuer } from "#domain/federation/claim-table-of.ts";
import { findPattern } from "#domain/federation/find-pattern.ts";
import { explainGithubSubject } from "#domain/federation/github-subject.ts";
import { insideEvents, outsideEvents } from "#domain/federation/outside-events.ts";
import type { RuleFinding } from "#domain/federation/rule-finding.ts";

type Claims = Readonly<Record<string, string>>;

interface ClaimsAbout {
  readonly issuer: RuleIssuer;
  /** True when the rule names more than the first environment. */
  readonly isStrict: boolean;
}

/** Says what is wrong with the claims that a rule about an issuer binds: each by itself, and all of them together. */
export function checkClaims(claims: Claims, { issuer, isStrict }: ClaimsAbout): readonly RuleFinding[] {
  const table = claimTableOf(issuer);
  const single = Object.entries(claims).flatMap(([name, value]) => checkClaim(table, name, value));
  const missing = table.requirements
    .filter(({ strictOnly }) => strictOnly !== true || isStrict)
    .flatMap((requirement) => checkRequirement(requirement, claims));
  const names = table.entries.flatMap((entry) => checkName(entry, claims, issuer));
  const event = isStrict ? checkEvents(claims) : [];
  return [...single, ...names, ...missing, ...event, ...checkRefs(claims)];
}

function checkClaim(table: ClaimTable, name: string, value: string): RuleFinding[] {
  const at = (message: string) => [{ path: ["claims", name], message }];
  const entry = table.entries.find((one) => one.name === name);
  if (entry === undefined) {
    const known = table.entries.filter(({ refusal }) => refusal === null).map((one) => one.name);
    return at(`No rule about this issuer binds this claim. Use ${known.join(", ")}.`);
  }
  if (entry.refusal !== null) return at(entry.refusal);
  const pattern = findPattern(value);
  if (pattern !== null) return at(pattern);
  if (entry.form !== null && !entry.form.pattern.test(value)) return at(`Write ${entry.form.says}.`);
  return [];
}

function checkRequirement({ alternatives, says }: ClaimRequirement, claims: Claims): RuleFinding[] {
  const lacks = alternatives.map((names) => names.filter((name) => !Object.hasOwn(claims, name)));
  if (lacks.some((names, index) => names.length === 0 && alternatives[index]?.length !== 0)) return [];
  // The place to look at is what is missing of the alternative that is nearest.
  const [nearest] = lacks
    .map((names, index) => ({ names, begun: (alternatives[index]?.length ?? 0) - names.length }))
    .toSorted((one, other) => other.begun - one.begun);
  return [{ path: ["claims", ...(nearest?.names.slice(0, 1) ?? [])], message: says }];
}

/** What is only a name says nothing without the id beside it; a subject is explained, for many know no other claim. */
function checkName({ name, nameOf }: ClaimEntry, claims: Claims, { kind }: RuleIssuer): RuleFinding[] {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (value === undefined || nameOf === null || Object.hasOwn(claims, nameOf)) return [];
  const at = (message: string) => [{ path: ["claims", name], message }];
  if (name !== "sub") return at(`A name can be taken by somebody else. Bind ${nameOf}; this may stay beside it.`);
  if (kind === "github") return at(explainGithubSubject(value));
  if (kind === "gitlab") return at("This sub can be written anew by the project. Bind project_id and namespace_id.");
  return at(`This sub is a name, which can be made again. Bind ${nameOf}.`);
}

function checkEvents(claims: Claims): RuleFinding[] {
  return [...insideEvents].flatMap(([claim, inside]) => {
    const event = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
    if (event === undefined || inside.has(event)) return [];
    const what = outsideEvents.get(claim)?.has(event) ? "Outsiders can cause this" : "This is not known to be safe";
    const message = `${what}: only a rule for the first environment may trust it. Use ${[...inside].join(", ")}.`;
    return [{ path: ["claims", claim], message }];
  });
}

/** What could never be met together: a branch that is called a tag. */
function checkRefs(claims: Claims): RuleFinding[] {
  const { ref = "", ref_type: type } = claims;
  const named = /^refs\/(heads|tags)\//.exec(ref)?.[1];
  if (named === undefined || type === undefined || (named === "heads") === (type === "branch")) return [];
  return [{ path: ["claims", "ref_type"], message: `ref names a ${named === "heads" ? "branch" : "tag"}. Say so.` }];
}
