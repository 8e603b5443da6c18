import { glob } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { createLedgerDatabase, type LedgerDatabase } from "#tests/harness/ledger.ts";
import { startTestIssuer } from "#tests/reveal/test-issuer.ts";

type Handler = (request: Request) => Promise<Response>;

/** Group claims of the demo personas, of a colleague of dana's, and of a lead of the other team. */
const groupsOf: Record<string, readonly string[]> = {
  dana: ["team-payments"],
  lee: ["team-payments", "team-payments-leads"],
  mia: ["team-payments"],
  noor: ["team-search"],
  sol: ["team-search", "team-search-leads"],
  priya: ["platform"],
  omar: ["platform"],
  sam: ["security"],
  ava: ["auditors"],
  rae: ["latchkey-admins"],
};

export interface CallOptions {
  /** Persona whose token is sent; none without. */
  readonly as?: string;
  readonly scope?: string;
  readonly body?: unknown;
  readonly rawBody?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The API with a ledger and an issuer of its own; calls go to the route files that Next would pick. */
export interface TestApi {
  readonly ledger: LedgerDatabase;
  readonly publicUrl: string;
  token(as: string, scope?: string): Promise<string>;
  call(target: string, options?: CallOptions): Promise<Response>;
  /** Serves it over HTTP as well, on a free port unless one is named, until the test process ends; gives the origin. */
  listen(port?: number): Promise<string>;
}

type Pick = (method: string, pathname: string) => Promise<Handler>;

/**
 * Starts the API of this test process on the repository's own catalog.
 *
 * @param env further settings of the web process
 */
export async function startApi(env: Readonly<Record<string, string>> = {}): Promise<TestApi> {
  const [issuer, ledger, pick] = await Promise.all([startTestIssuer(), createLedgerDatabase(), readRoutes()]);
  const publicUrl = "http://127.0.0.1:3000";
  Object.assign(process.env, {
    LATCHKEY_PUBLIC_URL: publicUrl,
    OIDC_ISSUER: issuer.url,
    DATABASE_URL_WEB: ledger.web,
    LOG_LEVEL: "silent",
    RATE_LIMIT_CALLS_PER_MINUTE: "10000000",
    ...env,
  });
  const token = (as: string, scope = "all") => {
    const now = Math.floor(Date.now() / 1000);
    const person = { sub: as, name: as, email: `${as}@latchkey.test`, groups: [...(groupsOf[as] ?? [])] };
    const times = { iat: now, auth_time: now, exp: now + 600 };
    const claims = { iss: issuer.url, aud: publicUrl, client_id: "latchkey-cli", scope, ...times, ...person };
    return issuer.sign(claims, { typ: "at+jwt" });
  };
  const call: TestApi["call"] = async (target, { as, scope, body, rawBody, headers, signal } = {}) => {
    const [method = "GET", path = "/"] = target.split(/ (.*)/s);
    const all = new Headers(headers);
    if (as !== undefined) all.set("authorization", `Bearer ${await token(as, scope)}`);
    if (body !== undefined && !all.has("content-type")) all.set("content-type", "application/json");
    const payload = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    const init = { method, headers: all, body: payload, signal, duplex: "half" };
    const handler = await pick(method, new URL(path, publicUrl).pathname);
    return handler(new Request(new URL(path, publicUrl), init));
  };
  // Whoever may decide has to be known before anybody asks.
  for (const as of ["priya", "omar"]) await call("GET /api/v1/templates", { as });
  return { ledger, publicUrl, token, call, listen: (port = 0) => listen(pick, port) };
}

/** Serves the route files over HTTP on a loopback port, 0 for a free one, as the web process does. */
async function listen(pick: Pick, port: number): Promise<string> {
  const server = createServer((req, res) => void answer(pick, req, res));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answer(pick: Pick, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { method = "GET", url = "/" } = req;
  const target = new URL(url, `http://${req.headers.host}`);
  const handler = await pick(method, target.pathname);
  const body = method === "GET" || method === "HEAD" ? undefined : Readable.toWeb(req);
  const init = { method, headers: req.headers as Record<string, string>, body, duplex: "half" };
  const response = await handler(new Request(target, init as RequestInit));
  res.writeHead(response.status, Object.fromEntries(response.headers));
  for await (const chunk of response.body ?? []) res.write(chunk);
  res.end();
}

/** Every route file of the API with the pattern of paths that it serves; static segments win, as in Next. */
async function readRoutes(): Promise<Pick> {
  const files: string[] = [];
  for await (const file of glob("app/{api/v1/**,api/slack/**,healthz,readyz,.well-known/**}/route.ts"))
    files.push(file);
  const routes = files.map((file) => ({ file, pattern: patternOf(file) })).sort((a, b) => rank(a.file) - rank(b.file));
  return async (method, pathname) => {
    const route = routes.find(({ pattern }) => pattern.test(pathname));
    if (route === undefined) throw new Error(`No route file serves ${pathname}`);
    const handlers = (await import(pathToFileURL(resolve(route.file)).href)) as Record<string, Handler>;
    const handler = handlers[method];
    if (handler === undefined) throw new Error(`${route.file} has no ${method}`);
    return handler;
  };
}

function patternOf(file: string): RegExp {
  const path = file
    .replace(/^app/, "")
    .replace(/\/route\.ts$/, "")
    .replaceAll(".", "\\.");
  const source = path.replace(/\/\[\[.*\]\]$/, "(?:/.*)?").replaceAll(/\[\w+\]/g, "[^/]+");
  return new RegExp(`^${source}$`);
}

function rank(file: string): number {
  if (file.includes("[[")) return 2;
  return file.includes("[") ? 1 : 0;
}
