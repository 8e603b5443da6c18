import { beforeAll, expect, test } from "vitest";
import { routes } from "#domain/contracts/routes/routes.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});

const protectedRoutes = routes.filter(({ base, scope }) => base === "api" && scope !== null);
const targetOf = ({ method, path }: { method: string; path: string }) =>
  `${method} /api/v1${path.replace("{id}", "req_1")}`;

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  const text = await response.text();
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(JSON.parse(text)).toMatchObject({ status, code, requestId: response.headers.get("x-request-id") });
  expect(response.status).toBe(status);
  expect(response.headers.get("cache-control")).toBe("no-store");
}

test("answers 401 on every protected route without a token, whatever is sent along", async () => {
  expect(protectedRoutes.length).toBeGreaterThan(10);
  for (const route of protectedRoutes) {
    const sent = route.method === "POST" ? [{}, { rawBody: "{", headers: { "content-type": "text/xml" } }] : [{}];
    for (const options of sent) {
      const response = await api.call(targetOf(route), options);
      expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
      await expectProblem(response, 401, "unauthenticated");
    }
  }
});

test("answers 401 to a stranger and 404 to everybody else where there is nothing", async () => {
  const nowhere = ["/api/v1", "/api/v1/nothing", "/api/v1/requests/req_1/nothing", "/api/v1/templates/a/b/c"];
  for (const path of nowhere) {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      await expectProblem(await api.call(`${method} ${path}`), 401, "unauthenticated");
      await expectProblem(await api.call(`${method} ${path}`, { as: "dana" }), 404, "not_found");
    }
  }
});

test("lets no header, method or spelling of a path past the sign-in", async () => {
  const tricks: Record<string, string>[] = [
    { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
    { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
    { "x-middleware-prefetch": "1" },
    { "x-nextjs-data": "1" },
    { rsc: "1", "next-router-state-tree": "%5B%22%22%5D" },
    { "next-action": "x".repeat(40), origin: "http://127.0.0.1:3000" },
    { "x-forwarded-for": "127.0.0.1" },
    { "x-forwarded-host": "127.0.0.1:3000", "x-original-url": "/healthz", "x-rewrite-url": "/healthz" },
    { "x-http-method-override": "GET", "x-method-override": "OPTIONS" },
    { cookie: "next-auth.session-token=x; __Host-next-auth.session-token=x; __Secure-next-auth.session-token=x" },
    { authorization: "Bearer " },
    { authorization: "Bearer null" },
    { authorization: "Basic ZGFuYTpkYW5h" },
    { authorization: "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJkYW5hIn0." },
    { authorization: `Bearer ${"a".repeat(20_000)}` },
    { "x-latchkey-actor": "rae", "x-user": "rae", "remote-user": "rae" },
  ];
  const paths = protectedRoutes.map(targetOf);
  const spellings = [
    "GET /api/v1/requests/",
    "GET /api/v1//requests",
    "GET /api/v1/openapi.json/%2e%2e/requests",
    "GET /api/v1/Requests",
  ];
  for (const target of [...paths, ...spellings]) {
    for (const headers of tricks) {
      const response = await api.call(target, { headers });
      expect(response.status, `${target} ${JSON.stringify(headers)}`).toBe(401);
    }
  }
});

test("refuses a method that a path does not have, and names those it has", async () => {
  const response = await api.call("DELETE /api/v1/requests", { as: "dana" });
  expect(response.headers.get("allow")).toBe("GET, HEAD, POST, OPTIONS");
  await expectProblem(response, 405, "method_not_allowed");
  const options = await api.call("OPTIONS /api/v1/requests/req_1/withdraw");
  expect([options.status, options.headers.get("allow")]).toEqual([204, "POST, OPTIONS"]);
  expect(options.headers.get("access-control-allow-origin")).toBeNull();
});

test("asks for the scope of the route, and no scope implies another", async () => {
  for (const route of protectedRoutes) {
    const others = protectedRoutes.map(({ scope }) => String(scope)).filter((scope) => scope !== route.scope);
    const response = await api.call(targetOf(route), { as: "dana", scope: [...new Set(others)].join(" ") });
    await expectProblem(response, 403, "insufficient_scope");
  }
  expect((await api.call("GET /api/v1/requests", { as: "dana", scope: "requests:read" })).status).toBe(200);
});

test("refuses a foreign host while the instance is a local one", async () => {
  const response = await api.call("GET /api/v1/requests", { as: "dana", headers: { host: "evil.example:3000" } });
  await expectProblem(response, 403, "cross_site");
});

test("takes the caller's request id over, or makes one", async () => {
  const given = await api.call("GET /api/v1/requests", { as: "dana", headers: { "x-request-id": "trace-0123456789" } });
  expect(given.headers.get("x-request-id")).toBe("trace-0123456789");
  const made = await api.call("GET /api/v1/requests", { as: "dana", headers: { "x-request-id": "<b>" } });
  expect(made.headers.get("x-request-id")).toMatch(/^req_[0-9a-f-]{36}$/);
});

test("needs no sign-in for the contract and the probes", async () => {
  const contract = await api.call("GET /api/v1/openapi.json");
  expect([contract.status, (await contract.json()).openapi]).toEqual([200, "3.1.0"]);
  expect(await (await api.call("GET /healthz")).json()).toEqual({ status: "ok" });
  expect(await (await api.call("GET /readyz")).json()).toEqual({ status: "ready", alarms: [] });
  const metadata = await (await api.call("GET /.well-known/oauth-protected-resource")).json();
  expect(metadata).toMatchObject({ resource: api.publicUrl, authorization_servers: [process.env.OIDC_ISSUER] });
  const head = await api.call("HEAD /healthz");
  expect([head.status, head.body]).toEqual([200, null]);
});
