import type { JWTHeaderParameters, JWTPayload } from "jose";
import { timesOf, type WorkloadTestIssuer } from "#tests/federation/start-workload-issuer.ts";

/** Whom a token is meant for in most tests. */
export const workloadAudience = "http://127.0.0.1:3000";

/** What GitHub says of a run of `deploy.yml` on the protected branch `main` of `acme/orders`. */
export const githubClaims = {
  sub: "repo:acme/orders:ref:refs/heads/main",
  aud: workloadAudience,
  repository: "acme/orders",
  repository_id: "4001",
  repository_owner: "acme",
  repository_owner_id: "9001",
  repository_visibility: "private",
  ref: "refs/heads/main",
  ref_type: "branch",
  ref_protected: "true",
  sha: "5d3a1f6c0b9e4a7d8c2f1e0b6a5d4c3b2a190807",
  workflow: "Deploy",
  workflow_ref: "acme/orders/.github/workflows/deploy.yml@refs/heads/main",
  job_workflow_ref: "acme/orders/.github/workflows/deploy.yml@refs/heads/main",
  event_name: "push",
  run_id: "7001",
  run_number: "12",
  run_attempt: "1",
  runner_environment: "github-hosted",
  actor: "octo",
  actor_id: "77",
} as const satisfies JWTPayload;

/** What a rule for that run binds. */
export const githubRuleClaims = {
  repository_id: githubClaims.repository_id,
  repository_owner_id: githubClaims.repository_owner_id,
  ref: githubClaims.ref,
  ref_type: githubClaims.ref_type,
  ref_protected: githubClaims.ref_protected,
  workflow_ref: githubClaims.workflow_ref,
  event_name: githubClaims.event_name,
} as const;

/** What GitLab says of a job on the protected branch `main` of `acme/orders`. */
export const gitlabClaims = {
  sub: "project_path:acme/orders:ref_type:branch:ref:main",
  aud: workloadAudience,
  namespace_id: "72",
  namespace_path: "acme",
  project_id: "20",
  project_path: "acme/orders",
  ref: "main",
  ref_type: "branch",
  ref_path: "refs/heads/main",
  ref_protected: "true",
  sha: "714a629c0b401fdce83e847fc9589983fc6f46bc",
  ci_config_ref_uri: "gitlab.example/acme/orders//.gitlab-ci.yml@refs/heads/main",
  pipeline_id: "1212",
  pipeline_source: "push",
  job_id: "3401",
  runner_environment: "self-hosted",
} as const satisfies JWTPayload;

/** Signs what GitHub would for that run, but for what `claims` say otherwise; undefined leaves a claim out. */
export function githubToken(
  issuer: WorkloadTestIssuer,
  claims: Readonly<Record<string, unknown>> = {},
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  return issuer.sign({ iss: issuer.url, ...timesOf(), ...githubClaims, ...claims }, header);
}

/** The same of that job of GitLab. */
export function gitlabToken(
  issuer: WorkloadTestIssuer,
  claims: Readonly<Record<string, unknown>> = {},
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  return issuer.sign({ iss: issuer.url, ...timesOf(), ...gitlabClaims, ...claims }, header);
}
