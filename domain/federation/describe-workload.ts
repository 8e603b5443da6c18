import type { WorkloadView } from "#domain/contracts/workload.ts";
import type { WorkloadIssuer } from "#domain/federation/workload-issuer.ts";

type Claims = Readonly<Record<string, unknown>>;
type Described = Omit<WorkloadView, "issuer" | "subject">;

const charactersMax = 500;
const nothing: Described = {
  repository: null,
  sha: null,
  ref: null,
  workflow: null,
  runUrl: null,
  startedBy: null,
  pod: null,
};

/** Tells people which workload a token is of whose signature is right: names and places, of which nothing is decided. */
export function describeWorkload(
  { name, kind, issuer }: Pick<WorkloadIssuer, "name" | "kind" | "issuer">,
  claims: Claims,
): WorkloadView {
  const said = { github, gitlab, kubernetes, oidc: () => nothing }[kind](claims, issuer);
  return { issuer: name, subject: shown(claims.sub) ?? "", ...said };
}

function github(claims: Claims, issuer: string): Described {
  const repository = shown(claims.repository);
  const run = path(claims.repository, /^[\w.-]+\/[\w.-]+$/) && path(claims.run_id, /^\d{1,20}$/);
  const attempt = path(claims.run_attempt, /^\d{1,5}$/);
  const server = run === null ? null : githubServer(issuer);
  return {
    ...nothing,
    repository,
    sha: shown(claims.sha),
    ref: shown(claims.ref),
    workflow: shown(claims.job_workflow_ref) ?? shown(claims.workflow_ref),
    runUrl:
      server && `${server}/${String(claims.repository)}/actions/runs/${run}${attempt ? `/attempts/${attempt}` : ""}`,
    startedBy: starter(claims.actor, claims.actor_id),
  };
}

/** Where people read what an issuer of GitHub's speaks of: github.com, a company's ghe.com, or its own server. */
function githubServer(issuer: string): string | null {
  const { hostname, host, pathname } = new URL(issuer);
  if (hostname === "token.actions.githubusercontent.com") return "https://github.com";
  const [, company] = /^token\.actions\.([a-z0-9-]+)\.ghe\.com$/.exec(hostname) ?? [];
  if (company !== undefined) return `https://${company}.ghe.com`;
  return pathname.startsWith("/_services/token") ? `https://${host}` : null;
}

function gitlab(claims: Claims, issuer: string): Described {
  const project = path(claims.project_path, /^[\w.-]+(\/[\w.-]+)+$/);
  const job = path(claims.job_id, /^\d{1,20}$/);
  return {
    ...nothing,
    repository: shown(claims.project_path),
    sha: shown(claims.sha),
    ref: shown(claims.ref),
    workflow: shown(claims.ci_config_ref_uri),
    runUrl: project && job && `${issuer.replace(/\/$/, "")}/${project}/-/jobs/${job}`,
    startedBy: starter(claims.user_login, claims.user_id),
  };
}

/** Null where the platform says nothing of it. */
function starter(name: unknown, id: unknown): Described["startedBy"] {
  const said = { name: shown(name), id: shown(typeof id === "number" ? String(id) : id) };
  return said.name === null && said.id === null ? null : said;
}

function kubernetes(claims: Claims): Described {
  const { namespace, pod, serviceaccount } = objectOf(claims["kubernetes.io"]);
  const [space, name] = [shown(namespace), shown(objectOf(pod).name) ?? shown(objectOf(serviceaccount).name)];
  return { ...nothing, pod: space && name && `${space}/${name}` };
}

function objectOf(value: unknown): Claims {
  return typeof value === "object" && value !== null ? (value as Claims) : {};
}

/** A claim as people read it: what cannot be seen, would turn the text around or is half a letter is left out. */
function shown(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const seen = value.replace(/[\p{Cc}\p{Cf}]/gu, "").slice(0, charactersMax);
  const text = seen.replace(/\p{Cs}/gu, "");
  return text === "" ? null : text;
}

/** A claim that goes into an address: of that form alone. */
function path(value: unknown, form: RegExp): string | null {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text.length <= 300 && form.test(text) && !text.includes("..") ? text : null;
}
