import type { RuleDraft, RuleWorld } from "#domain/federation/check-rule.ts";

/** Four issuers, one of each kind, and the environments of the default catalog. */
export const ruleWorld: RuleWorld = {
  issuers: new Map(
    (["github", "gitlab", "kubernetes", "oidc"] as const).map((kind) => [
      kind === "kubernetes" ? "cluster" : kind,
      {
        name: kind === "kubernetes" ? "cluster" : kind,
        kind,
        audience: "https://latchkey.test",
        idClaims: kind === "oidc" ? ["tenant_uid"] : [],
      },
    ]),
  ),
  environments: new Map([
    ["dev", { id: "dev", approval: null }],
    ["staging", { id: "staging", approval: null }],
    ["production", { id: "production", approval: [{ groups: ["platform"], quorum: 1, deadlineHours: 72 }] }],
  ]),
  templates: new Set(["postgres-small", "redis-small"]),
};

const uid = "2f1c0b7e-9b1d-4b3e-8a63-5c5d1f0e7a11";

/** Claims of one run of a workload of each kind, as its token has them. */
export const sampleTokens = {
  github: {
    iss: "https://token.actions.githubusercontent.com",
    aud: "https://latchkey.test",
    exp: 1_795_000_600,
    nbf: 1_795_000_000,
    iat: 1_795_000_000,
    jti: "0a6c0c4f-7a0e-4f8e-9c5e-000000000001",
    sub: "repo:acme@4001/orders@9001:environment:production",
    repository: "acme/orders",
    repository_id: "9001",
    repository_owner: "acme",
    repository_owner_id: "4001",
    repository_visibility: "private",
    environment: "production",
    ref: "refs/heads/main",
    ref_type: "branch",
    ref_protected: "true",
    sha: "5f2c0b7e9b1d4b3e8a635c5d1f0e7a115f2c0b7e",
    event_name: "push",
    workflow: "Deploy",
    workflow_ref: "acme/orders/.github/workflows/deploy.yml@refs/heads/main",
    workflow_sha: "5f2c0b7e9b1d4b3e8a635c5d1f0e7a115f2c0b7e",
    job_workflow_ref: "acme/orders/.github/workflows/deploy.yml@refs/heads/main",
    job_workflow_sha: "5f2c0b7e9b1d4b3e8a635c5d1f0e7a115f2c0b7e",
    runner_environment: "github-hosted",
    run_id: "77",
    run_number: "7",
    run_attempt: "1",
    actor: "dana",
    actor_id: "5001",
    head_ref: "",
    base_ref: "",
  },
  gitlab: {
    iss: "https://gitlab.com",
    aud: "https://latchkey.test",
    sub: "project_path:acme/orders:ref_type:branch:ref:main",
    namespace_id: "72",
    namespace_path: "acme",
    project_id: "20",
    project_path: "acme/orders",
    user_id: "1",
    user_login: "dana",
    user_email: "dana@acme.test",
    pipeline_id: "574",
    pipeline_source: "push",
    job_id: "302",
    ref: "main",
    ref_type: "branch",
    ref_path: "refs/heads/main",
    ref_protected: "true",
    environment: "production",
    environment_protected: "true",
    runner_id: 1,
    runner_environment: "gitlab-hosted",
    sha: "714a629c0b401fdce83e847fc9589983fc6f46bc",
    ci_config_ref_uri: "gitlab.com/acme/orders//.gitlab-ci.yml@refs/heads/main",
  },
  cluster: {
    iss: "https://kubernetes.default.svc.cluster.local",
    aud: ["https://latchkey.test"],
    sub: "system:serviceaccount:payments:deployer",
    "kubernetes.io": {
      namespace: "payments",
      serviceaccount: { name: "deployer", uid },
      pod: { name: "deployer-7f", uid: "aaaaaaaa-9b1d-4b3e-8a63-5c5d1f0e7a11" },
      node: { name: "node-1", uid: "bbbbbbbb-9b1d-4b3e-8a63-5c5d1f0e7a11" },
    },
  },
  oidc: { iss: "https://idp.test", aud: "https://latchkey.test", sub: "build", tenant_uid: "t-81", azp: "runner" },
} as const;

const parts = { templates: null };

/** A draft of each kind that may be saved for production. */
export const goodDrafts = {
  github: {
    ...parts,
    issuer: "github",
    environments: ["production"],
    claims: {
      repository_id: "9001",
      repository_owner_id: "4001",
      environment: "production",
      job_workflow_ref: "acme/orders/.github/workflows/deploy.yml@refs/heads/main",
    },
  },
  githubBranch: {
    ...parts,
    issuer: "github",
    environments: ["staging", "production"],
    claims: {
      repository_id: "9001",
      repository_owner_id: "4001",
      ref: "refs/heads/main",
      ref_type: "branch",
      ref_protected: "true",
      workflow_ref: "acme/orders/.github/workflows/deploy.yml@refs/heads/main",
      event_name: "push",
    },
  },
  gitlab: {
    ...parts,
    issuer: "gitlab",
    environments: ["production"],
    claims: { project_id: "20", namespace_id: "72", ref: "main", ref_type: "branch", ref_protected: "true" },
  },
  gitlabEnvironment: {
    ...parts,
    issuer: "gitlab",
    environments: ["production"],
    claims: { project_id: "20", namespace_id: "72", environment: "production", environment_protected: "true" },
  },
  cluster: {
    ...parts,
    issuer: "cluster",
    environments: ["production"],
    claims: {
      "kubernetes.io/namespace": "payments",
      "kubernetes.io/serviceaccount/name": "deployer",
      "kubernetes.io/serviceaccount/uid": uid,
    },
  },
  oidc: { ...parts, issuer: "oidc", environments: ["production"], claims: { sub: "build", tenant_uid: "t-81" } },
} as const satisfies Record<string, RuleDraft>;
