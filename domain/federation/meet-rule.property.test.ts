import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { checkRule, type RuleDraft } from "#domain/federation/check-rule.ts";
import { flatClaims } from "#domain/federation/flat-claims.ts";
import { meetRule } from "#domain/federation/meet-rule.ts";
import { insideEvents, outsideEvents } from "#domain/federation/outside-events.ts";
import { goodDrafts, ruleWorld, sampleTokens } from "#tests/factories/trust-rules.ts";
import { propertyRuns } from "#tests/harness/property-runs.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";

type Token = Record<string, unknown>;

const met = (draft: RuleDraft, token: Token, state: "active" | "revoked" = "active") =>
  meetRule({ claims: draft.claims, state }, flatClaims(token)).isMet;
const id = fc.integer({ min: 1, max: 2 ** 52 }).map(String);
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,11}$/);
const branch = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/+#@-]{0,15}$/);

/** Drafts about workloads of every kind, with values that issuers give. */
const drafts: fc.Arbitrary<RuleDraft> = fc
  .record({
    kind: fc.constantFrom(...(Object.keys(goodDrafts) as (keyof typeof goodDrafts)[])),
    ids: fc.tuple(id, id),
    word,
    branch,
    uid: fc.uuid().map((one) => one.toLowerCase()),
  })
  .map(({ kind, ids, word: name, branch: at, uid }) => {
    const fresh: Record<string, string> = {
      repository_id: ids[0],
      repository_owner_id: ids[1],
      project_id: ids[0],
      namespace_id: ids[1],
      tenant_uid: ids[0],
      environment: name,
      ref: kind === "githubBranch" ? `refs/heads/${at}` : at,
      "kubernetes.io/namespace": name,
      "kubernetes.io/serviceaccount/uid": uid,
      sub: name,
    };
    const draft = goodDrafts[kind];
    const claims = Object.entries(draft.claims).map(([claim, value]) => [claim, fresh[claim] ?? value] as const);
    return { ...draft, claims: Object.fromEntries(claims) };
  });

/** The token of exactly the workload that a draft is about, with what its issuer says beside. */
function tokenOf(draft: RuleDraft): Token {
  const token: Token = structuredClone<Token>(sampleTokens[draft.issuer as keyof typeof sampleTokens]);
  for (const [claim, value] of Object.entries(draft.claims)) put(token, claim, value);
  return token;
}

/** Puts a value where the claim is, or takes it out. */
function put(token: Token, claim: string, value: unknown): void {
  const path = claim.startsWith("kubernetes.io/") ? claim.split("/") : [claim];
  const [last = "", ...above] = path.toReversed();
  const holder = above.toReversed().reduce<Token>((at, key) => at[key] as Token, token);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
}

const others = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(undefined, null, true, false, 0, 1, "", "*", "true", "TRUE", "null"),
  fc.array(fc.string(), { maxLength: 2 }),
  fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
  fc.double(),
);

describe("of the rules that passed save", () => {
  test("none is met by a token that differs in any claim that it binds, whatever it has there", () => {
    let tried = 0;
    fc.assert(
      fc.property(drafts, fc.nat(), others, (draft, at, other) => {
        fc.pre(checkRule(draft, ruleWorld).length === 0);
        const token = tokenOf(draft);
        expect(met(draft, token)).toBe(true);
        expect(met(draft, token, "revoked")).toBe(false);
        const bound = Object.keys(draft.claims);
        const claim = bound[at % bound.length] ?? "";
        const wanted = draft.claims[claim];
        fc.pre(flatClaims({ other }).get("other") !== wanted);
        const different = structuredClone(token);
        put(different, claim, other);
        const { isMet, claims } = meetRule({ claims: draft.claims, state: "active" }, flatClaims(different));
        expect(isMet).toBe(false);
        expect(claims.filter((one) => !one.isMet).map((one) => one.name)).toEqual([claim]);
        tried++;
      }),
      { numRuns: propertyRuns },
    );
    expect(tried).toBe(propertyRuns);
  });

  test("none is met by tokens of two repositories or projects, or of two owners", () => {
    const idClaims = ["repository_id", "repository_owner_id", "project_id", "namespace_id", "tenant_uid"];
    fc.assert(
      fc.property(drafts, id, (draft, other) => {
        fc.pre(checkRule(draft, ruleWorld).length === 0);
        for (const claim of idClaims.filter((one) => Object.hasOwn(draft.claims, one))) {
          fc.pre(other !== draft.claims[claim]);
          const token = tokenOf(draft);
          put(token, claim, other);
          expect(met(draft, token)).toBe(false);
          put(token, claim, Number(other));
          expect(met(draft, token)).toBe(false);
        }
      }),
      { numRuns: propertyRuns },
    );
  });

  test("each is met whatever the claims are that it leaves free, as long as what started the run needs the right to push", () => {
    const inside = fc.constantFrom("push", "schedule");
    fc.assert(
      fc.property(drafts, word, inside, (draft, other, start) => {
        fc.pre(checkRule(draft, ruleWorld).length === 0);
        const token = tokenOf(draft);
        const { unbound } = meetRule({ claims: draft.claims, state: "active" }, flatClaims(token));
        for (const claim of unbound) put(token, claim, insideEvents.has(claim) ? start : other);
        expect(met(draft, token)).toBe(true);
      }),
      { numRuns: propertyRuns },
    );
  });

  test("none that leaves free what starts the run is met by a run that anything else started, known or not", () => {
    const events = [...insideEvents.values(), ...outsideEvents.values()].flatMap((some) => [...some]);
    const starts = fc.oneof(fc.constantFrom(...events, "", "merge_group", "external"), word, fc.string());
    fc.assert(
      fc.property(drafts, starts, (draft, start) => {
        fc.pre(checkRule(draft, ruleWorld).length === 0);
        for (const [claim, inside] of insideEvents) {
          const token = tokenOf(draft);
          token[claim] = start;
          const isFree = !Object.hasOwn(draft.claims, claim);
          const given = flatClaims(token).get(claim);
          const isInside = given === undefined || inside.has(given);
          expect(met(draft, token)).toBe(isFree ? isInside : start === draft.claims[claim]);
        }
      }),
      { numRuns: propertyRuns },
    );
  });
});

const cyrillic = "аcme";
/** What somebody else's token, or an outsider's run, has in place of the sample's: never let in. */
const attacks: readonly (readonly [string, keyof typeof goodDrafts, Token])[] = [
  [
    "another owner whose name begins alike",
    "github",
    {
      repository_owner: "acme-evil",
      repository_owner_id: "6666",
      repository: "acme-evil/orders",
      repository_id: "6667",
    },
  ],
  [
    "the same names in capitals",
    "github",
    { repository_owner: "ACME", repository_owner_id: "6666", repository_id: "6667" },
  ],
  [
    "the same names in Cyrillic",
    "github",
    {
      repository_owner: cyrillic,
      repository: `${cyrillic}/orders`,
      repository_owner_id: "6666",
      repository_id: "6667",
    },
  ],
  [
    "the same names and a dot",
    "github",
    { repository_owner: "acme.", repository: "acme./orders", repository_owner_id: "6666", repository_id: "6667" },
  ],
  [
    "a recycled owner: every name the same, other numbers",
    "github",
    { repository_owner_id: "6666", repository_id: "6667" },
  ],
  ["a recycled repository of the same owner", "github", { repository_id: "6667" }],
  ["a repository that went to another owner", "github", { repository_owner_id: "6666" }],
  [
    "a fork of the repository",
    "github",
    { repository_owner: "mallory", repository_owner_id: "6666", repository: "mallory/orders", repository_id: "6667" },
  ],
  [
    "a pull request from a fork",
    "github",
    {
      event_name: "pull_request",
      ref: "refs/pull/7/merge",
      head_ref: "patch",
      ref_protected: "false",
      environment: "production",
    },
  ],
  ["pull_request_target, which has the base's names and numbers", "github", { event_name: "pull_request_target" }],
  ["a run after a pull request's run", "github", { event_name: "workflow_run" }],
  ...["check_run", "check_suite", "status", "deployment_status", "gollum", "merge_group", "an_event_of_next_year"].map(
    (event_name) => [`a run by ${event_name}`, "github", { event_name }] as const,
  ),
  ...["parent_pipeline", "pipeline", "external", "security_orchestration_policy"].map(
    (pipeline_source) => [`a pipeline by ${pipeline_source}`, "gitlabEnvironment", { pipeline_source }] as const,
  ),
  ["a comment of anybody", "github", { event_name: "issue_comment" }],
  ["pull_request_target on the protected branch", "githubBranch", { event_name: "pull_request_target" }],
  ["an unprotected branch", "githubBranch", { ref: "refs/heads/mine", ref_protected: "false" }],
  ["a branch that lost its protection", "githubBranch", { ref_protected: "false" }],
  ["protected as a boolean's opposite", "githubBranch", { ref_protected: false }],
  ["a tag named as the branch", "githubBranch", { ref: "refs/tags/main", ref_type: "tag" }],
  ["a branch named as the whole ref", "githubBranch", { ref: "refs/heads/refs/heads/main" }],
  ["a branch in capitals", "githubBranch", { ref: "refs/heads/Main" }],
  ["a branch that begins alike", "githubBranch", { ref: "refs/heads/main-evil" }],
  ["another environment", "github", { environment: "staging" }],
  ["no environment", "github", { environment: undefined }],
  ["an environment in capitals", "github", { environment: "Production" }],
  ["a list of environments", "github", { environment: ["production"] }],
  [
    "another workflow of the repository",
    "github",
    { job_workflow_ref: "acme/orders/.github/workflows/evil.yml@refs/heads/main" },
  ],
  [
    "the workflow as another branch has it",
    "github",
    { job_workflow_ref: "acme/orders/.github/workflows/deploy.yml@refs/heads/mine" },
  ],
  ["another project of the same path", "gitlab", { project_id: "21" }],
  ["a group that took the name", "gitlab", { namespace_id: "73" }],
  ["a fork in a group of the same name", "gitlab", { project_id: "21", namespace_id: "73" }],
  ["a merge request", "gitlab", { pipeline_source: "merge_request_event" }],
  ["a merge request from outside", "gitlab", { pipeline_source: "external_pull_request_event" }],
  ["an unprotected branch of the project", "gitlab", { ref: "mine", ref_protected: "false" }],
  ["an environment that lost its protection", "gitlabEnvironment", { environment_protected: "false" }],
  [
    "a service account that was made again",
    "cluster",
    {
      "kubernetes.io": {
        namespace: "payments",
        serviceaccount: { name: "deployer", uid: "00000000-9b1d-4b3e-8a63-5c5d1f0e7a11" },
      },
    },
  ],
  [
    "one of that name in another namespace",
    "cluster",
    {
      "kubernetes.io": {
        namespace: "search",
        serviceaccount: { name: "deployer", uid: "00000000-9b1d-4b3e-8a63-5c5d1f0e7a11" },
      },
    },
  ],
  ["claims that only look nested", "cluster", { "kubernetes.io": undefined, "kubernetes.io/namespace": "payments" }],
  ["a claim said twice", "cluster", { "kubernetes.io/namespace": "payments" }],
  ["another tenant's subject of that name", "oidc", { tenant_uid: "t-82" }],
  ["a number that JavaScript rounds", "oidc", { tenant_uid: 2 ** 53 }],
];

let denied = 0;
afterAll(() => {
  sayMachine("N23", `${denied} of ${attacks.length} tokens of others meet no rule`);
});

describe("tokens of others", () => {
  test.for(attacks)("N23: meet no rule: %s", ([, kind, change]) => {
    const draft = goodDrafts[kind];
    const token: Token = { ...sampleTokens[draft.issuer] };
    expect(met(draft, token)).toBe(true);
    for (const [claim, value] of Object.entries(change)) {
      if (value === undefined) delete token[claim];
      else token[claim] = value;
    }
    expect(met(draft, token)).toBe(false);
    denied++;
  });
});

test("a rule that binds nothing is met by nobody, and inherited names are no claims", () => {
  expect(meetRule({ claims: {}, state: "active" }, flatClaims({ sub: "x" })).isMet).toBe(false);
  for (const name of ["constructor", "toString", "__proto__"]) {
    const claims = Object.fromEntries([[name, "x"]]);
    expect(meetRule({ claims, state: "active" }, flatClaims({ sub: "x" })).isMet).toBe(false);
  }
});

test("a run that outsiders cause meets the rule that names it, and says why it meets no other", () => {
  const token = { ...sampleTokens.github, event_name: "pull_request_target" };
  expect(meetRule({ claims: goodDrafts.github.claims, state: "active" }, flatClaims(token))).toMatchObject({
    isMet: false,
    refusal: expect.stringContaining("pull_request_target"),
  });
  const named = { ...goodDrafts.github.claims, event_name: "pull_request_target" };
  expect(meetRule({ claims: named, state: "active" }, flatClaims(token))).toMatchObject({ isMet: true, refusal: null });
  const unknown = { ...sampleTokens.github, event_name: "an_event_of_next_year" };
  expect(meetRule({ claims: goodDrafts.github.claims, state: "active" }, flatClaims(unknown)).refusal).toMatch(
    /What event_name says is not known to be safe/,
  );
});
