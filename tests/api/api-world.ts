import pg from "pg";
import { authCookieName } from "#server/identity/auth-cookies.ts";
import { hashSessionToken, newSessionToken } from "#server/identity/session-token.ts";
import { requestSchema } from "#domain/contracts/request.ts";
import { PlantedValues } from "#tests/api/planted-values.ts";
import { issuerCatalog } from "#tests/harness/issuer-catalog.ts";
import { startTestIssuer, type TestIssuer } from "#tests/reveal/test-issuer.ts";
import { startApi, type CallOptions, type TestApi } from "#tests/api/start-api.ts";

/** A team of the catalog that owns things of these tests. */
export type TeamId = "payments" | "search";
export const teams: readonly TeamId[] = ["payments", "search"];

/** Who the things of a team belong to, and who else is in it. */
export const membersOf = {
  payments: { owner: "dana", lead: "lee" },
  search: { owner: "noor", lead: "sol" },
} as const satisfies Record<TeamId, object>;

/** Higher than what any test of this folder calls. */
const limits = { RATE_LIMIT_SUBMITS_PER_MINUTE: "10000000" };

const people = ["dana", "mia", "lee", "noor", "sol", "priya", "omar", "sam", "ava", "rae"] as const;
const tokenSeconds = 200;

/** A started API in which everybody is known and each team has one request, granted at once. */
export interface ApiWorld {
  readonly api: TestApi;
  readonly ledger: pg.Pool;
  /** What was put into the ledger and must be in no answer. */
  readonly planted: PlantedValues;
  /** Signs tokens of workloads; `github` in the catalog. */
  readonly workloads: TestIssuer;
  /** Id of the principal of each persona. */
  readonly ids: Readonly<Record<string, string>>;
  /** A request of each team's owner, as its submit left it. */
  readonly requests: Readonly<Record<TeamId, string>>;
  /** Calls with a token that is signed once in a while, since what it states is written once per token. */
  call(target: string, options?: WorldCall): Promise<Response>;
  bearer(as: string, scope?: string): Promise<string>;
  /** The headers of a page of a persona's browser session. */
  browser(as: string): Promise<Record<string, string>>;
  rows<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]>;
}

/** A call by a persona, or with a token that is not a persona's. */
export interface WorldCall extends CallOptions {
  readonly token?: string;
}

/** Starts it, with limits that no test of this folder reaches by itself. */
export async function openApiWorld(env: Readonly<Record<string, string>> = {}): Promise<ApiWorld> {
  const workloads = await startTestIssuer();
  const CATALOG_DIR = await issuerCatalog([{ name: "github", kind: "github", issuer: workloads.url }]);
  const api = await startApi({ ...limits, CATALOG_DIR, ...env });
  const ledger = new pg.Pool({ connectionString: api.ledger.url, max: 2 });
  const planted = new PlantedValues();
  const rows = async <Row extends object>(text: string, ...values: unknown[]) =>
    (await ledger.query<Row>(text, values)).rows;
  const bearer = keepTokens(api);
  const call: ApiWorld["call"] = async (target, { as, scope, token, headers, ...rest } = {}) => {
    const sent = token ?? (as === undefined ? undefined : await bearer(as, scope));
    const isBrowser = headers?.cookie !== undefined && headers.origin !== undefined;
    const all = { ...(sent !== undefined && !isBrowser && { authorization: `Bearer ${sent}` }), ...headers };
    return api.call(target, { ...rest, headers: all });
  };
  const browser: ApiWorld["browser"] = async (as) => {
    const token = planted.text(newSessionToken());
    await rows(
      `INSERT INTO sessions (token_hash, principal_id, auth_time, expires_at)
       SELECT $1, id, now(), now() + interval '1 hour' FROM principals WHERE subject = $2`,
      planted.bytes(hashSessionToken(token) ?? Buffer.alloc(0)),
      as,
    );
    return { cookie: `${authCookieName("session", api.publicUrl)}=${token}`, origin: api.publicUrl };
  };
  for (const as of people) await call("GET /api/v1/templates", { as });
  const known = await rows<{ id: string; subject: string }>("SELECT id, subject FROM principals WHERE kind = 'user'");
  const ids = Object.fromEntries(known.map(({ id, subject }) => [subject, id]));
  const submit = async (team: TeamId) => {
    const body = draftOf(team, { name: `${team}-base` });
    const response = await call("POST /api/v1/requests", { as: membersOf[team].owner, body });
    return requestSchema.parse(await response.json()).id;
  };
  const requests = { payments: await submit("payments"), search: await submit("search") };
  return { api, ledger, planted, workloads, ids, requests, call, bearer, browser, rows };
}

/** What the shipped catalog grants at once. */
export function draftOf(team: TeamId, change: object = {}): Record<string, unknown> {
  const place = { template: "postgres-small", team, environment: "dev", classification: "internal" };
  return { ...place, name: `${team}-draft`, purpose: `For ${team}.`, ...change };
}

function keepTokens(api: TestApi): ApiWorld["bearer"] {
  const kept = new Map<string, { readonly token: string; readonly at: number }>();
  return async (as, scope = "all") => {
    const key = `${as} ${scope}`;
    const known = kept.get(key);
    if (known !== undefined && performance.now() - known.at < tokenSeconds * 1000) return known.token;
    const token = await api.token(as, scope);
    kept.set(key, { token, at: performance.now() });
    return token;
  };
}
