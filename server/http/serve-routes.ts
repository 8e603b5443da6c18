import { AppError } from "#domain/errors/app-error.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { getWebContext } from "#server/context.ts";
import { admitCaller } from "#server/http/admit-caller.ts";
import { assertOwnHost } from "#server/http/assert-own-host.ts";
import type { OpenCall, Reply, Route } from "#server/http/define-route.ts";
import { idempotencyKeyOf } from "#server/http/idempotency-key.ts";
import type { LimitState } from "#server/http/call-limiter.ts";
import { limitHeaders } from "#server/http/limit-headers.ts";
import { limitStranger } from "#server/http/limit-stranger.ts";
import { logRefusal } from "#server/http/log-refusal.ts";
import { matchPath } from "#server/http/match-path.ts";
import { asOauthError } from "#server/http/oauth-error.ts";
import { parseForm } from "#server/http/parse-form.ts";
import { parseInput } from "#server/http/parse-input.ts";
import { parseJson } from "#server/http/parse-json.ts";
import { parseQuery } from "#server/http/parse-query.ts";
import { problemResponse, toAppError } from "#server/http/problem.ts";
import { readBody } from "#server/http/read-body.ts";
import { requestIdOf } from "#server/http/request-id.ts";
import { requireScope } from "#server/identity/require-scope.ts";

/** Answers one call. */
export type Handler = (request: Request) => Promise<Response>;
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** A handler for every method, as Next wants them. */
export type Handlers = Readonly<Record<(typeof methods)[number], Handler>>;

/** Path prefix of each base. */
const prefixes = { api: "/api/v1", web: "", reveal: "" } as const satisfies Record<RouteContract["base"], string>;

/**
 * Turns the routes of one path into the handlers of a route file, one for every method.
 *
 * Each answer carries `X-Request-Id` and `Cache-Control: no-store`; each failure is a problem document. The order is
 * fixed: method, host, sign-in with origin, limit, scope, path, query, body, use case. So nobody learns from an answer what
 * they could not learn signed in, and no byte of a stranger's body is parsed. What is signed in counts against the
 * principal's limit; what is not, and every call of an open route of the API, against that of its address.
 */
export function serveRoutes(...routes: readonly Route[]): Handlers {
  return handlersOf((request) => respond(request, (told) => answer(routes, request, told)));
}

/** Handlers of every path that has no route: 401 for a stranger, 404 for everybody else. */
export function serveNothing(): Handlers {
  return handlersOf((request) =>
    respond(request, async (told) => {
      const ctx = await getWebContext();
      assertOwnHost(request, ctx.settings.LATCHKEY_PUBLIC_URL);
      told.limit = (await admitCaller(ctx, request)).limit;
      throw new AppError("not_found", "There is nothing at this address. The contract is at /api/v1/openapi.json.");
    }),
  );
}

function handlersOf(handler: Handler): Handlers {
  const entries = methods.map((method) => [method, handler] as const);
  return Object.fromEntries(entries) as Record<(typeof methods)[number], Handler>;
}

/** What an answer says of its caller's limit, whatever becomes of the call. */
interface Told {
  limit: LimitState | null;
  /** Whether the route takes a form, as OAuth has it: then its failures are read by clients of OAuth. */
  takesForm: boolean;
}

async function respond(request: Request, work: (told: Told) => Promise<Response>): Promise<Response> {
  const requestId = requestIdOf(request);
  const told: Told = { limit: null, takesForm: false };
  let response: Response;
  try {
    response = await work(told);
  } catch (thrown) {
    const error = toAppError(thrown);
    await logRefusal(request, error, requestId);
    response = problemResponse(told.takesForm ? asOauthError(error) : error, {
      requestId,
      instance: new URL(request.url).pathname,
    });
  }
  response.headers.set("x-request-id", requestId);
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  if (told.limit !== null && !response.headers.has("ratelimit-limit")) {
    for (const [name, value] of Object.entries(limitHeaders(told.limit))) response.headers.set(name, value);
  }
  return request.method === "HEAD" ? withoutBody(response) : response;
}

async function answer(routes: readonly Route[], request: Request, told: Told): Promise<Response> {
  const allowed = allowedMethods(routes);
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: { allow: allowed } });
  const method = request.method === "HEAD" ? "GET" : request.method;
  const route = routes.find(({ contract }) => contract.method === method);
  if (route === undefined) {
    throw new AppError("method_not_allowed", `Use ${allowed} here.`, { details: { allow: allowed } });
  }
  told.takesForm = route.contract.bodyMediaType !== undefined;
  const reply = isOpen(route) ? await answerOpen(route, request, told) : await answerSignedIn(route, request, told);
  return toResponse(route.contract, reply);
}

function allowedMethods(routes: readonly Route[]): string {
  const own = routes.flatMap(({ contract }) => (contract.method === "GET" ? ["GET", "HEAD"] : [contract.method]));
  return [...own, "OPTIONS"].join(", ");
}

type OpenRoute = Route<RouteContract & { readonly scope: null }>;

function isOpen(route: Route): route is OpenRoute {
  return route.contract.scope === null;
}

/** Probes of the service itself are never refused. */
async function answerOpen(route: OpenRoute, request: Request, told: Told): Promise<Reply<RouteContract>> {
  if (route.contract.base === "api") told.limit = limitStranger((await getWebContext()).settings, request);
  return route.answer(await readCall(route.contract, request));
}

async function answerSignedIn(route: Route, request: Request, told: Told): Promise<Reply<RouteContract>> {
  const { contract } = route;
  const ctx = await getWebContext();
  assertOwnHost(request, ctx.settings.LATCHKEY_PUBLIC_URL);
  const { actor, limit } = await admitCaller(ctx, request);
  told.limit = limit;
  if (contract.scope !== null) requireScope(actor, contract.scope);
  const idempotencyKey = contract.headers.includes("Idempotency-Key") ? idempotencyKeyOf(request.headers, actor) : null;
  return route.answer({ ...(await readCall(contract, request)), ctx, actor, idempotencyKey });
}

async function readCall(contract: RouteContract, request: Request): Promise<OpenCall<RouteContract>> {
  const url = new URL(request.url);
  const params = contract.params && parseInput(contract.params, "path", pathParams(contract, url.pathname));
  const query = contract.query && parseInput(contract.query, "query", parseQuery(url.searchParams));
  const body = contract.body && parseInput(contract.body, "body", await readDocument(contract, request));
  return { params, query, body, request };
}

function pathParams(contract: RouteContract, pathname: string): Record<string, string> {
  const params = matchPath(prefixes[contract.base] + contract.path, pathname);
  if (params === null) throw new AppError("not_found", "There is nothing at this address.");
  return params;
}

/** An absent body counts as `{}`: routes that take nothing need no body, the others refuse it by their schema. */
async function readDocument({ bodyMediaType }: RouteContract, request: Request): Promise<unknown> {
  const text = await readBody(request, bodyMediaType);
  if (bodyMediaType !== undefined) return parseForm(text);
  return text === "" ? {} : parseJson(text);
}

/** Neither our own compression nor a proxy may hold events back. */
const streamHeaders = { "cache-control": "no-store, no-transform", "x-accel-buffering": "no" };

function toResponse(contract: RouteContract, reply: Reply<RouteContract>): Response {
  const { status, mediaType, schema } = contract.answer;
  if (mediaType === null) return new Response(null, { status });
  if ("stream" in reply)
    return new Response(reply.stream, { status, headers: { ...streamHeaders, "content-type": mediaType } });
  const response = new Response(JSON.stringify(schema.parse(reply.document)), {
    status: reply.isAccepted === true ? (contract.accepted?.status ?? status) : status,
    headers: reply.headers,
  });
  response.headers.set("content-type", mediaType);
  if (reply.isReplayed === true) response.headers.set("idempotent-replayed", "true");
  return response;
}

function withoutBody(response: Response): Response {
  void response.body?.cancel().catch(() => undefined);
  return new Response(null, { status: response.status, headers: response.headers });
}
