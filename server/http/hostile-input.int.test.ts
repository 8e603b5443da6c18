import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { problemSchema } from "#domain/contracts/problem.ts";
import { routes } from "#domain/contracts/routes/routes.ts";
import { startApi, type CallOptions, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
let requestId = "";
beforeAll(async () => {
  api = await startApi({ RATE_LIMIT_SUBMITS_PER_MINUTE: "100000" });
  const filed = await api.call("POST /api/v1/requests", { as: "dana", body: { ...good, name: "first-one" } });
  requestId = (await filed.json()).id as string;
});

const good = {
  template: "postgres-small",
  team: "payments",
  environment: "production",
  classification: "internal",
  purpose: "Orders service",
  name: "orders",
};
const lists = ["requests", "resources", "service-accounts", "tokens"];
const signedIn = routes.filter(({ base, scope }) => base === "api" && scope !== null);
const posts = signedIn.filter(({ method }) => method === "POST");
const targetOf = ({ method, path }: { method: string; path: string }) =>
  `${method} /api/v1${path.replace("{id}", requestId)}`;

async function expectRefused(target: string, options: CallOptions, code: string): Promise<void> {
  const response = await api.call(target, { as: "dana", ...options });
  const text = await response.text();
  const told = `${target} ${JSON.stringify(options).slice(0, 200)} ${text.slice(0, 300)}`;
  expect(problemSchema.parse(JSON.parse(text)).code, told).toBe(code);
  expect(text).not.toContain('"items"');
}

test.for(["0", "-1", "101", "1e9", "1.5", "abc", "", "NaN", "[]"])("answers 422 to limit=%s", async (limit) => {
  for (const path of lists) {
    await expectRefused(`GET /api/v1/${path}?limit=${encodeURIComponent(limit)}`, {}, "invalid_input");
  }
});

test.for(["x", "AAAA", "eyJ9", "'; DROP TABLE requests; --", "%7B%22id%22:1%7D", "a".repeat(201)])(
  "answers 422 to the cursor %s",
  async (cursor) => {
    for (const path of lists) {
      await expectRefused(`GET /api/v1/${path}?cursor=${encodeURIComponent(cursor)}`, {}, "invalid_input");
    }
  },
);

test("answers thousands of wrong keys with a problem that is short", async () => {
  const body = Object.fromEntries(Array.from({ length: 6000 }, (_, key) => [`k${key}`, 1]));
  const problem = await api.call("POST /api/v1/requests", { as: "dana", body });
  expect(problem.status).toBe(422);
  expect((await problem.text()).length).toBeLessThan(4000);
  expect((await api.call(`GET /api/v1/requests/${requestId}`, { as: "dana" })).status).toBe(200);
});

test("refuses what no column can hold and what two readers would read differently", async () => {
  const raw = (text: string) => ({ rawBody: text, headers: { "content-type": "application/json" } });
  const with_ = (member: string) => raw(`${JSON.stringify(good).slice(0, -1)},${member}}`);
  await expectRefused("POST /api/v1/requests", with_(`"parameters":{"a":"\\u0000"}`), "invalid_input");
  await expectRefused("POST /api/v1/requests", with_(`"parameters":{"\\ud800":1}`), "invalid_input");
  await expectRefused("POST /api/v1/requests", with_(`"parameters":{"a":1e999}`), "invalid_input");
  await expectRefused("POST /api/v1/requests", with_(`"team":"search"`), "malformed_body");
  await expectRefused("POST /api/v1/requests", raw("{"), "malformed_body");
  await expectRefused("POST /api/v1/requests", raw(`\ufeff${JSON.stringify("x")}`), "invalid_input");
  for (const key of ["", "k".repeat(256), "caf\u00e9"]) {
    const headers = { "idempotency-key": key };
    await expectRefused("POST /api/v1/requests", { body: { ...good, name: "never-filed" }, headers }, "invalid_input");
  }
});

test("gives every finding its place", async () => {
  const response = await api.call("POST /api/v1/requests", {
    as: "dana",
    body: { ...good, name: "A", lifetimeHours: 0, "a/b": 1 },
  });
  const { errors } = problemSchema.parse(await response.json());
  expect(errors?.map((error) => `${error.in} ${error.path}`).sort()).toEqual([
    "body /a~1b",
    "body /lifetimeHours",
    "body /name",
  ]);
});

test("changes nothing for a page of another site that rides on a session", async () => {
  const sessionless = { cookie: `next-auth.session-token=${randomUUID()}` };
  for (const route of posts) {
    for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }, {}]) {
      const all: Record<string, string> = { ...sessionless, "content-type": "text/plain" };
      if (headers.origin !== undefined) all.origin = headers.origin;
      const response = await api.call(targetOf(route), { rawBody: JSON.stringify(good), headers: all });
      expect([401, 403]).toContain(response.status);
    }
  }
});
