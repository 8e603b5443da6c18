import fc from "fast-check";
import { expect, test } from "vitest";
import { createTrustRuleBodySchema } from "#domain/contracts/trust-rule.ts";
import { checkRule } from "#domain/federation/check-rule.ts";
import { flatClaims } from "#domain/federation/flat-claims.ts";
import { meetRule } from "#domain/federation/meet-rule.ts";
import { proposeRule, type Proposal } from "#domain/federation/propose-rule.ts";
import { ruleWorld, sampleTokens } from "#tests/factories/trust-rules.ts";

function propose(issuer: keyof typeof sampleTokens, change: Record<string, unknown> = {}): Proposal {
  const found = ruleWorld.issuers.get(issuer);
  if (found === undefined) throw new Error("The world lost an issuer.");
  return proposeRule(found, flatClaims({ ...sampleTokens[issuer], ...change }), ruleWorld);
}

test.for([
  ["github", {}, ["production"], ["environment", "job_workflow_ref", "repository_id", "repository_owner_id"]],
  [
    "github",
    { environment: "eu" },
    ["dev"],
    ["environment", "job_workflow_ref", "repository_id", "repository_owner_id"],
  ],
  [
    "github",
    { environment: undefined, job_workflow_ref: undefined },
    ["dev"],
    ["event_name", "ref", "ref_protected", "ref_type", "repository_id", "repository_owner_id", "workflow_ref"],
  ],
  [
    "github",
    { environment: "review", event_name: "pull_request" },
    ["dev"],
    ["environment", "event_name", "job_workflow_ref", "repository_id", "repository_owner_id"],
  ],
  ["gitlab", {}, ["production"], ["namespace_id", "project_id", "ref", "ref_protected", "ref_type"]],
  [
    "gitlab",
    { ref_protected: "false" },
    ["production"],
    ["environment", "environment_protected", "namespace_id", "project_id"],
  ],
  [
    "cluster",
    {},
    ["dev"],
    ["kubernetes.io/namespace", "kubernetes.io/serviceaccount/name", "kubernetes.io/serviceaccount/uid"],
  ],
  ["oidc", {}, ["dev"], ["sub", "tenant_uid"]],
] as const)("proposes a rule for exactly the workload of a token: %s %o", ([issuer, change, environments, bound]) => {
  const { draft, obstacles } = propose(issuer, change);
  expect(obstacles).toEqual([]);
  expect(draft?.environments).toEqual(environments);
  expect(Object.keys(draft?.claims ?? {}).toSorted()).toEqual(bound);
  expect(
    meetRule({ claims: draft?.claims ?? {}, state: "active" }, flatClaims({ ...sampleTokens[issuer], ...change }))
      .isMet,
  ).toBe(true);
});

test.for([
  ["github", { repository_id: undefined }, "claims/repository_id"],
  ["github", { environment: undefined, ref_protected: "false" }, "claims/ref_protected"],
  ["github", { environment: undefined, ref: "refs/pull/7/merge" }, "claims/ref"],
  ["github", { event_name: "pull_request_target" }, "claims/event_name"],
  ["gitlab", { ref_protected: "false", environment_protected: "false" }, "claims/ref_protected"],
  ["gitlab", { pipeline_source: "merge_request_event" }, "claims/pipeline_source"],
  ["cluster", { "kubernetes.io": {} }, "claims/kubernetes.io/serviceaccount/uid"],
  ["oidc", { tenant_uid: undefined }, "claims/tenant_uid"],
] as const)("says what is in the way where none can be saved: %s %o", ([issuer, change, path]) => {
  const { draft, obstacles } = propose(issuer, change);
  expect(draft).toBeNull();
  expect(obstacles.map((one) => one.path.join("/"))).toContain(path);
});

test("proposes nothing that would be refused at save or not met, whatever the token says", () => {
  const issuers = fc.constantFrom(...(Object.keys(sampleTokens) as (keyof typeof sampleTokens)[]));
  const names = [...new Set(Object.values(sampleTokens).flatMap((token) => Object.keys(token)))];
  const odd = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(fc.string(), fc.constantFrom("true", "false", "main", "production", "pull_request", null, 1)),
    { maxKeys: 4 },
  );
  fc.assert(
    fc.property(issuers, odd, (issuer, change) => {
      const { draft, obstacles } = propose(issuer, change);
      expect(draft === null).toBe(obstacles.length > 0);
      if (draft === null) return;
      expect(checkRule(draft, ruleWorld)).toEqual([]);
      const token = { ...sampleTokens[issuer], ...change };
      expect(meetRule({ claims: draft.claims, state: "active" }, flatClaims(token)).isMet).toBe(true);
    }),
  );
});

test("proposes no value that is longer than a rule may bind, and tries no form on it", () => {
  const long = { ci_config_ref_uri: `${"//a".repeat(10_000)}@refs/heads/main!`, ref: "a".repeat(501) };
  const { draft, obstacles } = propose("gitlab", { ...long, environment: undefined });
  expect(draft).toBeNull();
  expect(obstacles).toContainEqual({ path: ["claims", "ref"], message: expect.stringContaining("more than 500") });
  const { draft: passing } = propose("oidc", { tenant_uid: "x".repeat(500) });
  expect(createTrustRuleBodySchema.shape.claims.safeParse(passing?.claims).success).toBe(true);
  expect(propose("oidc", { tenant_uid: "x".repeat(501) }).draft).toBeNull();
  const hostile = propose("github", {
    repository_id: "(|".repeat(32_768),
    environment: "{1".repeat(32_768),
    ref_protected: "false",
  });
  expect(hostile.obstacles.map(({ path }) => path.join("/"))).toEqual(
    expect.arrayContaining(["claims/repository_id", "claims/environment"]),
  );
});
