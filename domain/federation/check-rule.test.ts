import { afterAll, describe, expect, test } from "vitest";
import { checkRule, type RuleDraft } from "#domain/federation/check-rule.ts";
import { flatClaims } from "#domain/federation/flat-claims.ts";
import { meetRule } from "#domain/federation/meet-rule.ts";
import { goodDrafts, ruleWorld, sampleTokens } from "#tests/factories/trust-rules.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";

type Change = Record<string, string | null>;

/** A good draft with claims changed; null takes one out. */
function changed(kind: keyof typeof goodDrafts, change: Change, rest: Partial<RuleDraft> = {}): RuleDraft {
  const draft = goodDrafts[kind];
  const claims = Object.entries<string | null>({ ...draft.claims, ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return { ...draft, claims: Object.fromEntries(claims), ...rest };
}

const only = (issuer: string, claims: Record<string, string>, environments = ["production"]): RuleDraft => ({
  issuer,
  claims,
  environments,
  templates: null,
});

const place = { environment: null, ref: "refs/heads/main", ref_type: "branch", ref_protected: "true" };
const workflow = "acme/orders/.github/workflows/deploy.yml";
const account = "kubernetes.io/serviceaccount";
const dev = { environments: ["dev"] };

/** What it is, the draft, where it is refused, and a word of what to write instead. */
const refusals: readonly (readonly [string, RuleDraft, string, RegExp])[] = [
  // Patterns, in any value.
  ["a * in an id", changed("github", { repository_id: "*" }), "claims/repository_id", /exact value/],
  ["a * after a prefix", changed("github", { environment: "prod*" }), "claims/environment", /exact value/],
  ["a * in a ref", changed("github", { ...place, ref: "refs/heads/*" }), "claims/ref", /exact value/],
  ["a ** in a ref", changed("github", { ...place, ref: "refs/heads/release/**" }), "claims/ref", /exact value/],
  ["a ? in a ref", changed("github", { ...place, ref: "refs/heads/v?" }), "claims/ref", /exact value/],
  ["an organisation's every repository", only("github", { sub: "repo:acme/*" }), "claims/sub", /exact value/],
  ["a prefix without an end", only("github", { sub: "repo:acme*" }), "claims/sub", /exact value/],
  ["a regular expression", changed("github", { environment: "prod.+" }), "claims/environment", /regular expression/],
  ["an anchored expression", changed("github", { environment: "^prod$" }), "claims/environment", /regular expression/],
  ["a class", changed("github", { environment: "prod[0-9]" }), "claims/environment", /regular expression/],
  ["alternatives", changed("github", { environment: "(prod|stage)" }), "claims/environment", /regular expression/],
  ["a number of times", changed("gitlab", { ref: "v{1,3}" }), "claims/ref", /regular expression/],
  ["an escape", changed("gitlab", { ref: "v1\\d" }), "claims/ref", /regular expression/],
  ["an expression in slashes", changed("gitlab", { ref: "/main/i" }), "claims/ref", /regular expression/],
  ["a LIKE pattern", changed("gitlab", { ref: "release-%" }), "claims/ref", /exact value/],
  [
    "a wildcard namespace",
    changed("cluster", { "kubernetes.io/namespace": "*" }),
    "claims/kubernetes.io/namespace",
    /exact/,
  ],
  ["a wildcard subject", changed("oidc", { sub: "build-*" }), "claims/sub", /exact value/],
  ["an empty value", changed("github", { environment: "" }), "claims/environment", /Leave the claim out/],
  ["a space at the end", changed("github", { environment: "production " }), "claims/environment", /space/],
  [
    "a zero-width space",
    changed("github", { environment: "produc\u200btion" }),
    "claims/environment",
    /cannot be seen/,
  ],
  [
    "a bidirectional mark",
    changed("github", { environment: "\u202enoitcudorp" }),
    "claims/environment",
    /cannot be seen/,
  ],
  ["a line break", changed("github", { environment: "production\n" }), "claims/environment", /cannot be seen/],
  ["a decomposed letter", changed("github", { environment: "cafe\u0301" }), "claims/environment", /NFC/],
  // GitHub: what has to be bound.
  ["no repository id", changed("github", { repository_id: null }), "claims/repository_id", /Bind repository_id/],
  [
    "no owner id",
    changed("github", { repository_owner_id: null }),
    "claims/repository_owner_id",
    /repository_owner_id/,
  ],
  [
    "names for ids",
    changed("github", { repository_id: null, repository: "acme/orders" }),
    "claims/repository",
    /Bind repository_id/,
  ],
  [
    "an owner's name alone",
    changed("github", { repository_owner_id: null, repository_owner: "acme" }),
    "claims/repository_owner",
    /Bind repository_owner_id/,
  ],
  [
    "names alone",
    only("github", { repository: "acme/orders", repository_owner: "acme" }),
    "claims/repository",
    /taken by somebody else/,
  ],
  [
    "a name where the id belongs",
    changed("github", { repository_id: "acme/orders" }),
    "claims/repository_id",
    /a number/,
  ],
  ["an id with a zero in front", changed("github", { repository_id: "09001" }), "claims/repository_id", /a number/],
  ["an id in other digits", changed("github", { repository_id: "٩٠٠١" }), "claims/repository_id", /a number/],
  ["no place", changed("github", { environment: null }), "claims/environment", /Bind environment, or ref/],
  [
    "a ref whose type is open",
    changed("github", { ...place, ref_type: null, event_name: "push" }),
    "claims/ref_type",
    /Bind environment, or ref/,
  ],
  [
    "a ref that need not be protected",
    changed("github", { ...place, ref_protected: null, event_name: "push" }),
    "claims/ref_protected",
    /ref_protected "true"/,
  ],
  [
    "an unprotected ref",
    changed("github", { ...place, ref_protected: "false", event_name: "push" }),
    "claims/ref_protected",
    /Write true/,
  ],
  [
    "a branch called a tag",
    changed("github", { ...place, ref_type: "tag", event_name: "push" }),
    "claims/ref_type",
    /a branch/,
  ],
  ["a short ref", changed("github", { ...place, ref: "main", event_name: "push" }), "claims/ref", /refs\/heads/],
  [
    "the ref of a pull request",
    changed("github", { ...place, ref: "refs/pull/7/merge", event_name: "push" }),
    "claims/ref",
    /refs\/heads/,
  ],
  ["no workflow", changed("github", { job_workflow_ref: null }), "claims/job_workflow_ref", /any workflow/],
  ["a workflow without its ref", changed("github", { job_workflow_ref: workflow }), "claims/job_workflow_ref", /@refs/],
  [
    "a workflow of a pull request",
    changed("github", { job_workflow_ref: `${workflow}@refs/pull/7/merge` }),
    "claims/job_workflow_ref",
    /@refs/,
  ],
  [
    "a workflow's title",
    changed("github", { job_workflow_ref: null, workflow: "Deploy" }),
    "claims/workflow",
    /job_workflow_ref/,
  ],
  // GitHub: sub by itself, in every form.
  [
    "a classic sub alone",
    only("github", { sub: "repo:acme/orders:environment:production" }),
    "claims/sub",
    /acme\/orders, environment production.+names alone/,
  ],
  [
    "a classic sub of a ref alone",
    only("github", { sub: "repo:acme/orders:ref:refs/heads/main" }),
    "claims/sub",
    /ref refs\/heads\/main/,
  ],
  [
    "the newer sub alone",
    only("github", { sub: "repo:acme@4001/orders@9001:environment:production" }),
    "claims/sub",
    /repository_id 9001.+can still choose/,
  ],
  ["the sub of a pull request", only("github", { sub: "repo:acme/orders:pull_request" }), "claims/sub", /pull request/],
  [
    "a customised sub alone",
    only("github", { sub: "repository_owner:acme:environment:production" }),
    "claims/sub",
    /chose/,
  ],
  ["half a newer sub", only("github", { sub: "repo:acme@4001/orders:ref:refs/heads/main" }), "claims/sub", /chose/],
  // GitHub: events.
  ...["pull_request", "pull_request_target", "workflow_run", "issue_comment", "issues", "fork"].flatMap((event) =>
    ["staging", "production"].map(
      (environment) =>
        [
          `${event} for ${environment}`,
          changed("github", { event_name: event }, { environments: [environment] }),
          "claims/event_name",
          /Outsiders can cause this/,
        ] as const,
    ),
  ),
  [
    "pull_request for dev and production",
    changed("github", { event_name: "pull_request" }, { environments: ["dev", "production"] }),
    "claims/event_name",
    /Outsiders/,
  ],
  ...["parent_pipeline", "pipeline"].map(
    (source) =>
      [
        `${source}, which can be of a merge request`,
        changed("gitlab", { pipeline_source: source }),
        "claims/pipeline_source",
        /Outsiders/,
      ] as const,
  ),
  [
    "an event nobody knows",
    changed("github", { event_name: "new_event" }),
    "claims/event_name",
    /not known to be safe/,
  ],
  [
    "neither event nor environment",
    changed("githubBranch", { event_name: null }),
    "claims/environment",
    /Bind event_name/,
  ],
  // GitHub: what is never bound.
  [
    "the issuer",
    changed("github", { iss: "https://token.actions.githubusercontent.com" }),
    "claims/iss",
    /names the issuer/,
  ],
  ["the audience", changed("github", { aud: "x" }), "claims/aud", /catalog/],
  ["the token's number", changed("github", { jti: "x" }), "claims/jti", /Leave it out/],
  ["a run", changed("github", { run_id: "77" }), "claims/run_id", /from run to run/],
  ["a commit", changed("github", { sha: "a".repeat(40) }), "claims/sha", /from run to run/],
  ["a person's name", changed("github", { actor: "dana" }), "claims/actor", /Bind actor_id/],
  ["the branch of a pull request", changed("github", { head_ref: "patch-1" }), "claims/head_ref", /Bind ref/],
  ["an unknown claim", changed("github", { repo: "acme/orders" }), "claims/repo", /Use repository_id/],
  ["a claim in capitals", changed("github", { Repository_ID: "9001" }), "claims/Repository_ID", /No rule/],
  ["a claim of another kind", changed("github", { project_id: "20" }), "claims/project_id", /No rule/],
  ["an inherited name", changed("github", { constructor: "x" }), "claims/constructor", /No rule/],
  // GitLab.
  ["no project id", changed("gitlab", { project_id: null }), "claims/project_id", /Bind project_id/],
  [
    "a project's path alone",
    changed("gitlab", { project_id: null, project_path: "acme/orders" }),
    "claims/project_path",
    /Bind project_id/,
  ],
  ["no namespace id", changed("gitlab", { namespace_id: null }), "claims/namespace_id", /Bind namespace_id/],
  [
    "a ref that need not be protected",
    changed("gitlab", { ref_protected: null }),
    "claims/ref_protected",
    /ref_protected/,
  ],
  ["an unprotected branch", changed("gitlab", { ref_protected: "false" }), "claims/ref_protected", /Write true/],
  [
    "an environment that need not be protected",
    changed("gitlabEnvironment", { environment_protected: null }),
    "claims/environment_protected",
    /environment_protected/,
  ],
  [
    "an unprotected environment",
    changed("gitlabEnvironment", { environment_protected: "false" }),
    "claims/environment_protected",
    /Write true/,
  ],
  ["a full ref", changed("gitlab", { ref: "refs/heads/main" }), "claims/ref", /short name/],
  [
    "a sub alone",
    only("gitlab", { sub: "project_path:acme/orders:ref_type:branch:ref:main" }),
    "claims/sub",
    /written anew/,
  ],
  [
    "a merge request for production",
    changed("gitlab", { pipeline_source: "merge_request_event" }),
    "claims/pipeline_source",
    /Outsiders/,
  ],
  ["a person's address", changed("gitlab", { user_email: "dana@acme.test" }), "claims/user_email", /user_id/],
  // Kubernetes.
  [
    "no namespace",
    changed("cluster", { "kubernetes.io/namespace": null }),
    "claims/kubernetes.io/namespace",
    /many namespaces/,
  ],
  ["no uid", changed("cluster", { [`${account}/uid`]: null }), `claims/${account}/uid`, /another of the same name/],
  ["no name", changed("cluster", { [`${account}/name`]: null }), `claims/${account}/name`, /Bind/],
  ["a uid that is none", changed("cluster", { [`${account}/uid`]: "deployer" }), `claims/${account}/uid`, /a UID/],
  ["a sub alone", only("cluster", { sub: "system:serviceaccount:payments:deployer" }), "claims/sub", /made again/],
  [
    "a pod",
    changed("cluster", { "kubernetes.io/pod/name": "deployer-7f" }),
    "claims/kubernetes.io/pod/name",
    /ends with the pod/,
  ],
  // Generic OpenID Connect.
  ["a sub alone", changed("oidc", { tenant_uid: null }), "claims/tenant_uid", /Bind tenant_uid/],
  ["no sub", changed("oidc", { sub: null }), "claims/sub", /Bind sub/],
  ["a claim that is not configured", changed("oidc", { email: "x@acme.test" }), "claims/email", /No rule/],
  // The rest of it.
  ["an unknown issuer", changed("github", {}, { issuer: "githab" }), "issuer", /Use one of: github/],
  ["an unknown environment", changed("github", {}, { environments: ["prod"] }), "environments/0", /Use one of: dev/],
  ["a wildcard environment", changed("github", {}, { environments: ["dev", "*"] }), "environments/1", /Use one of/],
  [
    "an unknown template",
    changed("github", {}, { templates: ["redis-small", "redis-*"] }),
    "templates/1",
    /no template/,
  ],
];

let refused = 0;
afterAll(() => {
  sayMachine("N23", `${refused} of ${refusals.length} open-ended rules refused at save`);
});

describe("at save", () => {
  test.for(Object.entries(goodDrafts))("a good rule passes: %s", ([, draft]) => {
    expect(checkRule(draft, ruleWorld)).toEqual([]);
    const token = sampleTokens[draft.issuer];
    expect(meetRule({ claims: draft.claims, state: "active" }, flatClaims(token)).isMet).toBe(true);
  });

  test.for(refusals)("N23: refuses %s", ([, draft, path, words]) => {
    const found = checkRule(draft, ruleWorld);
    const there = found.filter((one) => one.path.join("/") === path);
    expect(found.map((one) => one.path.join("/"))).toContain(path);
    expect(there.map(({ message }) => message).join(" ")).toMatch(words);
    // Each says it in a sentence that a person can act on.
    for (const { message } of found) expect(message).toMatch(/^\S.+[.)]$/);
    refused++;
  });

  test("refuses an issuer without an audience, and an issuer whose ids nobody named", () => {
    const github = ruleWorld.issuers.get("github");
    const oidc = ruleWorld.issuers.get("oidc");
    if (!github || !oidc) throw new Error("The world lost an issuer.");
    const issuers = new Map([
      ["github", { ...github, audience: "" }],
      ["oidc", { ...oidc, idClaims: [] }],
    ]);
    expect(checkRule(goodDrafts.github, { ...ruleWorld, issuers })[0]?.message).toMatch(/no audience/);
    const nameless = checkRule(only("oidc", { sub: "build" }), { ...ruleWorld, issuers });
    expect(nameless.map(({ message }) => message).join(" ")).toMatch(/idClaims/);
    const registered = new Map([["oidc", { ...oidc, idClaims: ["sub", "jti"] }]]);
    expect(checkRule(only("oidc", { sub: "build", jti: "1" }), { ...ruleWorld, issuers: registered })).not.toEqual([]);
  });

  test("lets a rule for the first environment alone name what outsiders can start, and no other", () => {
    for (const event_name of ["pull_request", "pull_request_target", "workflow_run", "issue_comment"]) {
      expect(checkRule(changed("github", { event_name }, dev), ruleWorld)).toEqual([]);
    }
    expect(checkRule(changed("githubBranch", { event_name: null }, dev), ruleWorld)).toEqual([]);
    const asked = new Map([["dev", { id: "dev", approval: [] }]]);
    const draft = changed("github", { event_name: "pull_request" }, dev);
    expect(checkRule(draft, { ...ruleWorld, environments: asked })).toHaveLength(1);
    expect(checkRule(draft, { ...ruleWorld, environments: new Map() }).length).toBeGreaterThan(1);
  });

  test("says all that is wrong at once", () => {
    const found = checkRule(only("github", { repository: "acme/*" }, ["prod"]), ruleWorld);
    expect(found.length).toBeGreaterThan(5);
  });
});
