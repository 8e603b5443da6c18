import type { HttpBindings } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { Hono, type Context } from "hono";
import { z } from "zod";
import { ackBodySchema, claimBodySchema, notMeBodySchema } from "#domain/contracts/claim.ts";
import { deviceActionBodySchema, enrolBodySchema } from "#domain/contracts/device.ts";
import { AppError, isAppError } from "#domain/errors/app-error.ts";
import { atOneSet } from "#server/catalog/at-one-set.ts";
import { assertOwnHost } from "#server/http/assert-own-host.ts";
import { clientAddress } from "#server/http/client-address.ts";
import { parseInput } from "#server/http/parse-input.ts";
import { parseJson } from "#server/http/parse-json.ts";
import { parseQuery } from "#server/http/parse-query.ts";
import { problemResponse, toAppError } from "#server/http/problem.ts";
import { readBody } from "#server/http/read-body.ts";
import { requestIdOf } from "#server/http/request-id.ts";
import { isLoopbackUrl } from "#server/identity/oidc-issuer.ts";
import { acknowledgeGrant } from "#reveal/acknowledge-grant.ts";
import { addressLimiter } from "#reveal/address-limiter.ts";
import { assertReady } from "#reveal/assert-ready.ts";
import { claimGrant } from "#reveal/claim-grant.ts";
import { changeDevice } from "#reveal/device-change.ts";
import { enrolDevice } from "#reveal/enrol-device.ts";
import { listDevices } from "#reveal/list-devices.ts";
import { findOwnGrant } from "#reveal/find-own-grant.ts";
import type { PageAsset } from "#reveal/page-assets.ts";
import { pageShell } from "#reveal/page-shell.ts";
import { presentOwnGrant } from "#reveal/present-own-grant.ts";
import { reportNotMe } from "#reveal/report-not-me.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";
import { newNonce, securityHeaders } from "#reveal/security-headers.ts";
import { signInChallenge } from "#reveal/sign-in-challenge.ts";
import { exchangeSchema } from "#reveal/sign-in.ts";
import { verifyBearer } from "#reveal/verify-bearer.ts";

const exchangesPerMinute = 60;

type Env = { Bindings: HttpBindings; Variables: { nonce: string; requestId: string } };

/** Makes the HTTP surface of the reveal process: one page, its files, and the calls of the page and the command line. */
export function createApp(ctx: RevealContext, assets: ReadonlyMap<string, PageAsset>): Hono<Env> {
  const app = new Hono<Env>();
  const limitExchanges = addressLimiter(exchangesPerMinute, 60);
  guardEveryCall(app, ctx);
  only(app, "GET /healthz", (c) => c.json({ status: "ok" }));
  only(app, "GET /readyz", async (c) => {
    await assertReady(ctx);
    return c.json({ status: "ready" });
  });
  only(app, "GET /", (c) => c.redirect(ctx.settings.LATCHKEY_PUBLIC_URL));
  for (const path of ["/g/:grantId", "/devices", "/callback"]) {
    only(app, `GET ${path}`, (c) => redirectHome(c, ctx) ?? c.html(pageShell(c.get("nonce"), assets)));
  }
  only(app, "GET /assets/:name", (c) => answerAsset(assets.get(c.req.param("name") ?? "")));
  only(app, "GET /v1/sign-in", async (c) => c.json(await ctx.signIn.target()));
  only(app, "POST /v1/token", async (c) => {
    limitExchanges(addressOf(c, ctx));
    const exchange = parseInput(exchangeSchema, "body", await readJson(c));
    return c.json({ idToken: await ctx.signIn.exchange(exchange) });
  });
  only(app, "GET /v1/grants/:grantId", async (c) => {
    const caller = await verifyBearer(ctx, c.req.header("authorization") ?? null);
    const one = atOneSet(ctx);
    const grant = await findOwnGrant(one, caller, { grantId: grantIdOf(c), kind: "page" });
    return c.json(presentOwnGrant(one, caller, grant));
  });
  only(app, "POST /v1/grants/:grantId/claim", async (c) => {
    const caller = await verifyBearer(ctx, c.req.header("authorization") ?? null);
    const { publicKey } = parseInput(claimBodySchema, "body", await readJson(c));
    return c.json(await claimGrant(atOneSet(ctx), caller, { grantId: grantIdOf(c), publicKey }));
  });
  only(app, "POST /v1/grants/:grantId/ack", async (c) => {
    const caller = await verifyBearer(ctx, c.req.header("authorization") ?? null);
    const { mac } = parseInput(ackBodySchema, "body", await readJson(c));
    await acknowledgeGrant(ctx, caller, { grantId: grantIdOf(c), mac });
    return c.body(null, 204);
  });
  only(app, "POST /v1/grants/:grantId/not-me", async (c) => {
    const caller = await verifyBearer(ctx, c.req.header("authorization") ?? null);
    parseInput(notMeBodySchema, "body", await readJson(c));
    await reportNotMe(ctx, caller, grantIdOf(c));
    return c.body(null, 204);
  });
  serveDevices(app, ctx);
  app.notFound(() => {
    throw new AppError("not_found", "There is nothing at this address.");
  });
  return app;
}

function serveDevices(app: Hono<Env>, ctx: RevealContext): void {
  const callerOf = (c: Context<Env>) => verifyBearer(ctx, c.req.header("authorization") ?? null);
  app.get("/v1/devices", async (c) => c.json({ items: await listDevices(ctx, await callerOf(c)) }));
  app.post("/v1/devices", async (c) => {
    const caller = await callerOf(c);
    return c.json(await enrolDevice(ctx, caller, parseInput(enrolBodySchema, "body", await readJson(c))), 201);
  });
  app.all("/v1/devices", () => {
    throw methodNotAllowed("GET, HEAD, POST");
  });
  for (const kind of ["choose", "remove"] as const) {
    only(app, `POST /v1/devices/:deviceId/${kind}`, async (c) => {
      const caller = await callerOf(c);
      parseInput(deviceActionBodySchema, "body", await readJson(c));
      await changeDevice(ctx, caller, { id: c.req.param("deviceId") ?? "", kind });
      return c.body(null, 204);
    });
  }
}

function guardEveryCall(app: Hono<Env>, ctx: RevealContext): void {
  const isSecure = ctx.settings.LATCHKEY_REVEAL_URL.startsWith("https:");
  app.use("*", async (c, next) => {
    c.set("nonce", newNonce());
    c.set("requestId", requestIdOf(c.req.raw));
    const headers = { "x-request-id": c.get("requestId"), ...securityHeaders(c.get("nonce"), isSecure) };
    // On what is sent, not on what a handler makes: no answer, however it comes about, goes without them.
    for (const [name, value] of Object.entries(headers)) c.env.outgoing.setHeader(name, value);
    await next();
  });
  app.use("*", async (c, next) => {
    assertOwnHost(c.req.raw, ctx.settings.LATCHKEY_REVEAL_URL);
    assertOwnPages(c, ctx);
    await next();
  });
  app.onError((error, c) => answerProblem(error, c, ctx));
}

type Answer = (c: Context<Env>) => Response | Promise<Response>;

/** Registers a path for one method; every other one gets 405 and does nothing. */
function only(app: Hono<Env>, route: `${"GET" | "POST"} ${string}`, answer: Answer): void {
  const [method = "", path = ""] = route.split(" ");
  app.on(method, path, answer);
  app.all(path, () => {
    throw methodNotAllowed(method === "GET" ? "GET, HEAD" : method);
  });
}

function methodNotAllowed(allow: string): AppError {
  return new AppError("method_not_allowed", `Only ${allow} is allowed here.`, { details: { allow } });
}

/** A browser names the page a call comes from; only ours may call. A command line names none. */
function assertOwnPages(c: Context<Env>, ctx: RevealContext): void {
  const origin = c.req.header("origin");
  const site = c.req.header("sec-fetch-site");
  const isForeign = origin !== undefined && origin !== new URL(ctx.settings.LATCHKEY_REVEAL_URL).origin;
  const isCrossSitePost =
    c.req.method !== "GET" && c.req.method !== "HEAD" && site !== undefined && site !== "same-origin";
  if (isForeign || isCrossSitePost) {
    throw new AppError("cross_site", "Calls from a browser must come from a page of this origin.");
  }
}

function answerProblem(thrown: unknown, c: Context<Env>, ctx: RevealContext): Response {
  const error = forCaller(toAppError(thrown));
  const line = { requestId: c.get("requestId"), method: c.req.method, code: error.code, address: addressOf(c, ctx) };
  if (error.status >= 500) ctx.log.error({ ...line, err: error.cause ?? error }, "call failed");
  else if ([401, 403, 429].includes(error.status)) ctx.log.info(line, "call refused");
  const answer = problemResponse(error, { requestId: c.get("requestId"), instance: c.req.path });
  if (typeof error.details.allow === "string") answer.headers.set("allow", error.details.allow);
  if (error.code === "reauthentication_required") {
    answer.headers.set("www-authenticate", signInChallenge(error));
  }
  return answer;
}

/** Which key file is missing and why is for the log. */
function forCaller(error: AppError): AppError {
  if (!isAppError(error, "kek_unavailable")) return error;
  const message = "The key service is not available. Nothing was used up: try again in a moment.";
  return new AppError("kek_unavailable", message, { cause: error, details: { retryAfterSeconds: 5 } });
}

function answerAsset(asset: PageAsset | undefined): Response {
  if (asset === undefined) throw new AppError("not_found", "There is nothing at this address.");
  return new Response(asset.body, { headers: { "content-type": asset.type } });
}

/** The issuer sends people back to our own address: a sign-in begun at another name of this machine would not end. */
function redirectHome(c: Context<Env>, ctx: RevealContext): Response | null {
  const home = new URL(ctx.settings.LATCHKEY_REVEAL_URL);
  const isElsewhere = isLoopbackUrl(home.href) && c.req.header("host") !== home.host;
  return isElsewhere ? c.redirect(new URL(c.req.path, home).href) : null;
}

const noQuery = z.strictObject({});

/** What takes a body takes no query: one is refused, as on the portal's origin. */
async function readJson(c: Context<Env>): Promise<unknown> {
  parseInput(noQuery, "query", parseQuery(new URL(c.req.url).searchParams));
  const text = await readBody(c.req.raw);
  if (text === "") throw new AppError("malformed_body", "Send a JSON body.");
  return parseJson(text);
}

function grantIdOf(c: Context<Env>): string {
  const id = c.req.param("grantId") ?? "";
  // No grant has such an id; the ledger would refuse a NUL with an error of its own.
  return /^[\w-]{1,100}$/.test(id) ? id : "-";
}

function addressOf(c: Context<Env>, ctx: RevealContext): string {
  const peer = getConnInfo(c).remote.address ?? "";
  return clientAddress(peer, c.req.header("x-forwarded-for") ?? null, ctx.settings.TRUSTED_PROXIES);
}
