import type { Actor } from "#domain/access/actor.ts";
import type { TestedToken, TestTrustRuleBody } from "#domain/contracts/trust-rule-test.ts";
import type { TrustRuleView } from "#domain/contracts/trust-rule.ts";
import { claimTableOf, type RuleIssuer } from "#domain/federation/claim-table-of.ts";
import { flatClaims } from "#domain/federation/flat-claims.ts";
import { freeClaims } from "#domain/federation/free-claims.ts";
import { explainGithubSubject } from "#domain/federation/github-subject.ts";
import { meetRule } from "#domain/federation/meet-rule.ts";
import { proposeRule } from "#domain/federation/propose-rule.ts";
import { registeredClaims } from "#domain/federation/registered-claims.ts";
import { explainRuleIssuer } from "#domain/federation/rule-issuer-state.ts";
import { claimValueCharactersMax } from "#domain/federation/rule-limits.ts";
import type { ServiceAccountScope } from "#domain/service-accounts/service-account-scopes.ts";
import { readUnverifiedClaims } from "#server/adapters/oidc/read-unverified-claims.ts";
import type { ServerContext } from "#server/context.ts";
import { invalidInput } from "#server/http/parse-input.ts";
import { visibleServiceAccounts } from "#server/service-accounts/visible-service-accounts.ts";
import { checkPresented } from "#server/trust-rules/check-presented.ts";
import { presentTrustRule } from "#server/trust-rules/present-trust-rule.ts";
import { ruleWorld } from "#server/trust-rules/rule-world.ts";
import { trustRuleSelect } from "#server/trust-rules/trust-rule-record.ts";

const rulesReadMax = 500;
const nearMax = 5;
const scopesProposed: readonly ServiceAccountScope[] = ["templates:read", "requests:read", "requests:write"];

/**
 * Says how a token stands to the trust rules that the actor may see: which it meets, how it differs from the nearest, what
 * each leaves free, and which rule would name exactly its workload.
 *
 * The token is read where it is and nowhere kept: not used up, stored, logged or audited, and nothing of it is given back
 * but the claims that rules know of.
 * @throws invalid_input for what is no token
 */
export async function testTrustRule(ctx: ServerContext, actor: Actor, body: TestTrustRuleBody): Promise<TestedToken> {
  const claims = statedClaims(body);
  const verification = await verificationOf(ctx, body);
  const issuer = issuerOf(ctx, body, claims);
  if (issuer === null) return { ...unknownIssuer, verification };
  const world = ruleWorld(ctx);
  const { name, kind } = issuer;
  const given = flatClaims(claims);
  const rules = await rulesOf(ctx, actor, name);
  const { draft, obstacles } = proposeRule(issuer, given, world);
  return {
    issuer: { name, kind },
    verification,
    claims: knownClaims(issuer, given),
    subject: kind === "github" && given.has("sub") ? explainGithubSubject(shorten(given.get("sub") ?? "")) : null,
    ...compare(rules, issuer, given),
    proposal: draft && { ...draft, scopes: [...scopesProposed] },
    obstacles: obstacles.map(({ path, message }) => ({ claim: path.slice(1).join("/"), message })),
  };
}

const unknownIssuer = { issuer: null, claims: [], subject: null, met: [], near: [], proposal: null, obstacles: [] };

function statedClaims({ token, claims }: TestTrustRuleBody): Readonly<Record<string, unknown>> {
  if (token === undefined) return claims ?? {};
  const stated = readUnverifiedClaims(token);
  if (stated !== null) return stated;
  const message = "This is no token: it has three parts with dots between them, and the middle one holds the claims.";
  throw invalidInput([{ in: "body", path: "/token", message }]);
}

async function verificationOf(ctx: ServerContext, { token }: TestTrustRuleBody): Promise<TestedToken["verification"]> {
  if (token !== undefined) return checkPresented(ctx, token);
  return { state: "not_checked", message: "Claims were sent and no token: nothing says that they are true." };
}

function issuerOf(
  ctx: ServerContext,
  { issuer, token }: TestTrustRuleBody,
  { iss }: Readonly<Record<string, unknown>>,
): RuleIssuer | null {
  const { issuers } = ruleWorld(ctx);
  if (issuer !== undefined && !issuers.has(issuer)) {
    const message = `There is no workload issuer of this name. Use one of: ${[...issuers.keys()].join(", ") || "none"}.`;
    throw invalidInput([{ in: "body", path: "/issuer", message }]);
  }
  const stated = [...ctx.catalog.issuers.values()].find((one) => one.issuer === iss)?.name;
  // What a token says of its issuer goes before what the caller says: no rule of another one is ever met by it.
  return issuers.get((token === undefined ? issuer : undefined) ?? stated ?? "") ?? null;
}

async function rulesOf(ctx: ServerContext, actor: Actor, issuer: string): Promise<readonly TrustRuleView[]> {
  const visible = { ...visibleServiceAccounts(actor), revokedAt: null };
  const records = await ctx.db.prisma.trustRule.findMany({
    where: { issuer, revokedAt: null, serviceAccount: visible },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: rulesReadMax,
    select: trustRuleSelect,
  });
  return records.map((record) => presentTrustRule(record, ctx.catalog));
}

function compare(rules: readonly TrustRuleView[], issuer: RuleIssuer, given: ReadonlyMap<string, string>) {
  const table = claimTableOf(issuer);
  const stood = rules.map((rule) => {
    const meeting = meetRule(rule, given);
    const differs = meeting.claims.filter((claim) => !claim.isMet);
    const foreign = explainRuleIssuer(rule.issuerState);
    return { rule, isMet: meeting.isMet && foreign === null, refusal: foreign ?? meeting.refusal, differs };
  });
  const near = stood
    .filter(({ isMet }) => !isMet)
    .toSorted((one, other) => one.differs.length - other.differs.length)
    .slice(0, nearMax);
  return {
    met: stood
      .filter(({ isMet }) => isMet)
      .map(({ rule }) => ({ rule, free: freeClaims(table, rule.claims, given).map(shortened) })),
    near: near.map(({ rule, refusal, differs }) => ({
      rule,
      refusal,
      differs: differs.map(({ name, wanted, given: value }) => ({ name, wanted, given: value && shorten(value) })),
    })),
  };
}

function knownClaims(issuer: RuleIssuer, given: ReadonlyMap<string, string>): TestedToken["claims"] {
  const own = claimTableOf(issuer).entries.filter((entry) => !registeredClaims.includes(entry));
  return own.flatMap(({ name, help, refusal }) => {
    const value = given.get(name);
    return value === undefined ? [] : [{ name, value: shorten(value), help, isBindable: refusal === null }];
  });
}

function shortened<T extends { readonly given: string }>(claim: T): T {
  return { ...claim, given: shorten(claim.given) };
}

function shorten(value: string): string {
  return value.length <= claimValueCharactersMax ? value : `${value.slice(0, claimValueCharactersMax)}…`;
}
