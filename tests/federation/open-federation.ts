import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApi, type CallOptions, type TestApi } from "#tests/api/start-api.ts";
import { startWorkloadIssuer, type WorkloadTestIssuer } from "#tests/federation/start-workload-issuer.ts";
import { githubRuleClaims } from "#tests/federation/workload-tokens.ts";

/** An API that takes the tokens of a GitHub and of a GitLab of its own, and a service account of the team payments. */
export interface Federation extends AsyncDisposable {
  readonly api: TestApi;
  readonly github: WorkloadTestIssuer;
  readonly gitlab: WorkloadTestIssuer;
  readonly accountId: string;
  /** Makes a rule for the run of `githubClaims` but for what `change` says otherwise; gives its id. */
  addRule(change?: Readonly<Record<string, unknown>>): Promise<string>;
  addAccount(name: string): Promise<string>;
  /** Calls `POST /oauth/token` with the token and further fields. */
  exchange(token: string, fields?: Readonly<Record<string, string>>, options?: CallOptions): Promise<Response>;
  /** The access token of an exchange that must succeed. */
  accessToken(token: string, fields?: Readonly<Record<string, string>>): Promise<string>;
  /** Calls the API with an access token. */
  as(token: string, target: string, body?: unknown): Promise<Response>;
}

/** What of the installation is other than usual. */
interface FederationOptions {
  /** More entries of `issuers.yaml`. */
  readonly issuers?: readonly object[];
  readonly env?: Readonly<Record<string, string>>;
}

const shipped = join(import.meta.dirname, "../../catalog");

/** Starts the API of this test process with issuers of its own; a limit on strangers stays out of the way. */
export async function openFederation({ issuers = [], env = {} }: FederationOptions = {}): Promise<Federation> {
  const [github, gitlab, dir] = await Promise.all([
    startWorkloadIssuer(),
    startWorkloadIssuer(),
    mkdtemp(join(tmpdir(), "latchkey-federation-")),
  ]);
  await cp(shipped, dir, { recursive: true });
  const own = [
    { name: "github", kind: "github", issuer: github.url },
    { name: "gitlab", kind: "gitlab", issuer: gitlab.url },
    ...issuers,
  ];
  await writeFile(join(dir, "issuers.yaml"), JSON.stringify({ issuers: own }));
  const api = await startApi({ CATALOG_DIR: dir, RATE_LIMIT_ADDRESS_PER_MINUTE: "100000", ...env });
  const make = async (path: string, body: object) => {
    const response = await api.call(`POST /api/v1/${path}`, { as: "lee", body });
    const made = (await response.json()) as { id: string };
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(made)}`);
    return made.id;
  };
  const addAccount = (name: string) => make("service-accounts", { team: "payments", name });
  const accountId = await addAccount("orders-ci");
  // Whoever is asked on behalf of has signed in.
  await api.call("GET /api/v1/templates", { as: "dana" });
  const exchange: Federation["exchange"] = (token, fields = {}, options = {}) => {
    const form = new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: token,
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      ...fields,
    });
    const headers = { "content-type": "application/x-www-form-urlencoded", ...options.headers };
    return api.call("POST /api/v1/oauth/token", { ...options, rawBody: form.toString(), headers });
  };
  return {
    api,
    github,
    gitlab,
    accountId,
    addAccount,
    addRule: (change = {}) =>
      make("trust-rules", {
        serviceAccount: accountId,
        issuer: "github",
        claims: githubRuleClaims,
        environments: ["dev"],
        scopes: ["templates:read", "requests:read", "requests:write", "resources:read", "leases:read", "leases:write"],
        ...change,
      }),
    exchange,
    accessToken: async (token, fields) => {
      const response = await exchange(token, fields);
      const answer = (await response.json()) as { access_token?: string };
      if (answer.access_token === undefined) throw new Error(JSON.stringify(answer));
      return answer.access_token;
    },
    as: (token, target, body) => api.call(target, { headers: { authorization: `Bearer ${token}` }, body }),
    async [Symbol.asyncDispose]() {
      await Promise.all([github[Symbol.asyncDispose](), gitlab[Symbol.asyncDispose]()]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}
