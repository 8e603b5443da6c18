import { afterAll, beforeAll, expect, test } from "vitest";
import { openFederation, type Federation } from "#tests/federation/open-federation.ts";
import { startWorkloadIssuer, type WorkloadTestIssuer } from "#tests/federation/start-workload-issuer.ts";
import {
  githubClaims,
  githubRuleClaims,
  githubToken,
  gitlabClaims,
  gitlabToken,
  workloadAudience,
} from "#tests/federation/workload-tokens.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";

let federation: Federation;
let stranger: WorkloadTestIssuer;

const gitlabRule = {
  namespace_id: gitlabClaims.namespace_id,
  project_id: gitlabClaims.project_id,
  ref: gitlabClaims.ref,
  ref_type: gitlabClaims.ref_type,
  ref_protected: gitlabClaims.ref_protected,
  ci_config_ref_uri: gitlabClaims.ci_config_ref_uri,
};

beforeAll(async () => {
  [federation, stranger] = await Promise.all([openFederation(), startWorkloadIssuer()]);
  const { event_name: _, ...anyEvent } = githubRuleClaims;
  // For the first environment alone a rule need not say which event: then those of outsiders are left out.
  await federation.addRule({ claims: anyEvent });
  const account = await federation.addAccount("gitlab-ci");
  await federation.addRule({ serviceAccount: account, issuer: "gitlab", claims: gitlabRule });
});
afterAll(async () => {
  await federation[Symbol.asyncDispose]();
  await stranger[Symbol.asyncDispose]();
});

/** Claims that are not the bound run's, and what is tried with them. */
const ofGithub: readonly (readonly [string, Record<string, unknown>])[] = [
  ["no audience", { aud: undefined }],
  ["an empty audience", { aud: "" }],
  ["an audience of somebody else", { aud: "https://elsewhere.example" }],
  ["the audience that GitHub gives by default", { aud: "https://github.com/acme" }],
  ["an audience that begins like ours", { aud: `${workloadAudience}.evil.example` }],
  ["an audience below ours", { aud: `${workloadAudience}/` }],
  ["an audience in other letters", { aud: workloadAudience.toUpperCase() }],
  ["a list of audiences with one more", { aud: [workloadAudience, "https://elsewhere.example"] }],
  ["a list with ours twice", { aud: [workloadAudience, workloadAudience] }],
  ["an empty list of audiences", { aud: [] }],
  [
    "an owner whose name begins alike",
    { ...renamed("acme-evil/orders"), repository_owner_id: "9002", repository_id: "4002" },
  ],
  ["a repository whose name begins alike", { ...renamed("acme/orders-evil"), repository_id: "4003" }],
  ["a repository that took the name of one that was deleted", { repository_id: "5001" }],
  ["an owner who took the name of one who left", { repository_owner_id: "9003", repository_id: "5002" }],
  ["a repository that went to another owner", { repository_owner_id: "9004" }],
  ["ids of a wildcard", { repository_id: "*", repository_owner_id: "*" }],
  ["ids as a list", { repository_id: ["4001"] }],
  ["ids in an object", { repository_id: { $eq: "4001" } }],
  ["an id with a space behind it", { repository_id: "4001 " }],
  ["an id with a zero before it", { repository_id: "04001" }],
  ["an id as a fraction", { repository_id: 4001.5 }],
  ["a pull request of a fork", { event_name: "pull_request", sub: "repo:acme/orders:pull_request" }],
  ["a pull request that runs on the target", { event_name: "pull_request_target" }],
  ["a run after a pull request", { event_name: "workflow_run" }],
  ["a comment on an issue", { event_name: "issue_comment" }],
  ["a branch that nobody protects", { ref_protected: "false" }],
  ["a branch that is said to be protected otherwise", { ref_protected: "TRUE" }],
  ["no word about protection", { ref_protected: undefined }],
  ["another branch", { ref: "refs/heads/feature" }],
  ["a branch whose name begins alike", { ref: "refs/heads/main2" }],
  ["a branch in other letters", { ref: "refs/heads/Main" }],
  ["a branch in letters that look alike", { ref: "refs/heads/m\u0430in" }],
  ["a branch with a zero byte behind it", { ref: "refs/heads/main\u0000" }],
  ["half a letter in a claim that nothing binds", { actor: "x\ud800" }],
  ["a zero byte in its id", { jti: "x\u0000" }],
  ["a tag of that name", { ref: "refs/tags/main", ref_type: "tag" }],
  ["another workflow", { workflow_ref: "acme/orders/.github/workflows/evil.yml@refs/heads/main" }],
  ["the workflow of another branch", { workflow_ref: "acme/orders/.github/workflows/deploy.yml@refs/heads/x" }],
];

const ofGitlab: readonly (readonly [string, Record<string, unknown>])[] = [
  ["another project", { project_id: "21" }],
  ["a project that took the name", { project_id: "22", namespace_id: "73" }],
  ["a merge request", { pipeline_source: "merge_request_event" }],
  ["a pull request from elsewhere", { pipeline_source: "external_pull_request_event" }],
  ["an unprotected branch", { ref_protected: "false" }],
  ["a tag of that name", { ref_type: "tag" }],
  [
    "a configuration of another branch",
    { ci_config_ref_uri: "gitlab.example/acme/orders//.gitlab-ci.yml@refs/heads/x" },
  ],
];

function renamed(repository: string) {
  const [owner] = repository.split("/");
  return { repository, repository_owner: owner, sub: `repo:${repository}:ref:refs/heads/main` };
}

/** Names of issuers that look like ours; each token is signed by whoever could. */
function lookAlikes({ url }: WorkloadTestIssuer): readonly string[] {
  const { port } = new URL(url);
  return [
    `${url}/`,
    url.toUpperCase(),
    url.replace("http:", "https:"),
    `${url}/enterprise`,
    `${url}.evil.example`,
    `http://evil.example#${url}`,
    `http://127.0.0.1:${port}@evil.example`,
    `http://localhost:${port}`,
    `http://127.1:${port}`,
    ` ${url}`,
    `${url}\u0000`,
    stranger.url,
    "https://token.actions.githubusercontent.com",
    "https://token.actions.githubusercontent.com.evil.example",
    "https://tokеn.actions.githubusercontent.com",
  ];
}

test("N23: no other audience, no look-alike issuer, and no claim but the bound ones meets a rule", async () => {
  const { github, gitlab, exchange } = federation;
  const attacks: (readonly [string, string])[] = [];
  for (const [title, claims] of ofGithub) attacks.push([title, await githubToken(github, claims)]);
  for (const [title, claims] of ofGitlab) attacks.push([`GitLab: ${title}`, await gitlabToken(gitlab, claims)]);
  for (const iss of lookAlikes(github)) {
    attacks.push([`issuer ${iss}`, await githubToken(github, { iss })]);
    attacks.push([`issuer ${iss}, signed by a stranger`, await githubToken(stranger, { iss })]);
  }
  attacks.push(["our issuer, signed by a stranger", await githubToken(stranger, { iss: github.url })]);
  attacks.push(["GitLab's signature on GitHub's word", await githubToken(gitlab, { iss: github.url })]);
  attacks.push(["GitHub's claims from GitLab", await githubToken(gitlab)]);
  const statuses = new Map<string, number>();
  for (const [title, token] of attacks) statuses.set(title, (await exchange(token)).status);
  expect([...statuses].filter(([, status]) => status !== 401)).toEqual([]);
  expect(statuses.size).toBe(attacks.length);
  // The same runs as they are bound, in both forms of GitHub's `sub`, and with ids that are numbers.
  const good = [
    await githubToken(github),
    await githubToken(github, { sub: "repo:acme@9001/orders@4001:ref:refs/heads/main" }),
    await githubToken(github, { aud: [workloadAudience] }),
    await githubToken(github, { event_name: "workflow_dispatch" }),
    await gitlabToken(gitlab),
  ];
  for (const token of good) expect((await exchange(token)).status).toBe(200);
  sayMachine(
    "N23",
    `${attacks.length} of ${attacks.length} tokens denied, ${good.length} of ${good.length} right ones taken`,
  );
});

test("N23: a rule that binds the subject as well is met by neither form of it but its own", async () => {
  const account = await federation.addAccount("by-subject");
  const claims = { ...githubRuleClaims, sub: githubClaims.sub };
  const fields = { service_account: account };
  await federation.addRule({ serviceAccount: account, claims });
  const newer = "repo:acme@9001/orders@4001:ref:refs/heads/main";
  for (const sub of ["repo:acme-evil/orders:ref:refs/heads/main", `${githubClaims.sub}2`, "repo:acme", newer]) {
    expect((await federation.exchange(await githubToken(federation.github, { sub }), fields)).status, sub).toBe(401);
  }
  expect((await federation.exchange(await githubToken(federation.github), fields)).status).toBe(200);
});

test("a token that meets rules of several accounts gets none until it names one", async () => {
  const one = await federation.addAccount("first-of-two");
  const rule = await federation.addRule({ serviceAccount: one });
  const exchange = async (fields?: Record<string, string>) =>
    (await federation.exchange(await githubToken(federation.github), fields)).status;
  expect(await exchange()).toBe(401);
  expect(await exchange({ service_account: "payments/first-of-two" })).toBe(200);
  expect(await exchange({ service_account: one })).toBe(200);
  expect(await exchange({ trust_rule: rule })).toBe(200);
  expect(await exchange({ service_account: federation.accountId, trust_rule: rule })).toBe(401);
  expect(await exchange({ service_account: "payments/none" })).toBe(401);
});
