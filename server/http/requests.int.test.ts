import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { problemSchema } from "#domain/contracts/problem.ts";
import { requestListSchema, requestSchema, type RequestView } from "#domain/contracts/request.ts";
import { templateListSchema, templateSchema } from "#domain/contracts/template.ts";
import { decisionSchema } from "#domain/contracts/decision.ts";
import { startApi, type CallOptions, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  // Everybody calls once, so that the ledger knows them.
  await Promise.all(["dana", "noor", "priya", "omar"].map((as) => api.call("GET /api/v1/templates", { as })));
});

const newName = () => `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;
const body = (change: Record<string, unknown> = {}) => ({
  template: "postgres-small",
  name: newName(),
  team: "payments",
  environment: "dev",
  classification: "internal",
  purpose: "Orders service",
  ...change,
});

async function submit(change: Record<string, unknown> = {}, options: CallOptions = {}): Promise<RequestView> {
  const response = await api.call("POST /api/v1/requests", { as: "dana", body: body(change), ...options });
  expect(response.status).toBe(201);
  return requestSchema.parse(await response.json());
}

async function problemOf(response: Response) {
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
}

test("lists the catalog, the small Postgres first, and shows one of it", async () => {
  const list = templateListSchema.parse(await (await api.call("GET /api/v1/templates", { as: "dana" })).json());
  expect(list.items[0]?.id).toBe("postgres-small");
  const one = await api.call("GET /api/v1/templates/postgres-small", { as: "dana" });
  expect(templateSchema.parse(await one.json())).toEqual(list.items[0]);
  expect((await problemOf(await api.call("GET /api/v1/templates/nope", { as: "dana" }))).code).toBe("not_found");
});

test("previews what a submit then decides, and files nothing", async () => {
  const wanted = body();
  const before = await api.call("GET /api/v1/requests?limit=100", { as: "dana" });
  const preview = await api.call("POST /api/v1/policy/preview", { as: "dana", body: wanted });
  expect(preview.status).toBe(200);
  const after = await api.call("GET /api/v1/requests?limit=100", { as: "dana" });
  expect(await after.json()).toEqual(await before.json());
  expect((await submit(wanted)).decision).toEqual(decisionSchema.parse(await preview.json()));
});

test.for([
  ["auto", {}, "approved"],
  ["needs_approval", { environment: "production" }, "pending_approval"],
  ["deny", { lifetimeHours: 87_600 }, "denied"],
] as const)("answers 201 and the request for %s", async ([outcome, change, state]) => {
  const response = await api.call("POST /api/v1/requests", { as: "dana", body: body(change) });
  expect(response.status).toBe(201);
  const request = requestSchema.parse(await response.json());
  expect(response.headers.get("location")).toBe(`/api/v1/requests/${request.id}`);
  expect([request.decision.outcome, request.state]).toEqual([outcome, state]);
  const shown = await api.call(`GET ${response.headers.get("location")}`, { as: "dana" });
  expect(requestSchema.parse(await shown.json())).toMatchObject({ id: request.id, digest: request.digest });
});

test.for([
  ["template", "nope"],
  ["team", "nope"],
  ["environment", "nope"],
])("refuses an unknown %s and files nothing", async ([field, value]) => {
  const name = newName();
  const response = await api.call("POST /api/v1/requests", {
    as: "dana",
    body: body({ name, [String(field)]: value }),
    headers: { "idempotency-key": randomUUID() },
  });
  expect((await problemOf(response)).code).toBe("unknown_reference");
  const found = await api.call(`GET /api/v1/requests?q=${name}`, { as: "dana" });
  expect((await found.json()).items).toEqual([]);
});

test("gives the same answer to the same key and body, and refuses another body", async () => {
  const wanted = body();
  const headers = { "idempotency-key": `deploy ${randomUUID()}` };
  const first = await api.call("POST /api/v1/requests", { as: "dana", body: wanted, headers });
  expect(first.headers.get("idempotent-replayed")).toBeNull();
  const again = await api.call("POST /api/v1/requests", { as: "dana", body: wanted, headers });
  expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
  expect(await again.json()).toEqual(await first.json());
  expect(again.headers.get("location")).toBe(first.headers.get("location"));
  const other = await api.call("POST /api/v1/requests", { as: "dana", body: { ...wanted, purpose: "Other" }, headers });
  expect((await problemOf(other)).code).toBe("idempotency_conflict");
  const someoneElse = await api.call("POST /api/v1/requests", { as: "noor", body: body({ team: "search" }), headers });
  expect(someoneElse.status).toBe(201);
});

test("files one request for thirty concurrent calls with one key", async () => {
  const wanted = body();
  const headers = { "idempotency-key": randomUUID() };
  const calls = Array.from({ length: 30 }, () =>
    api.call("POST /api/v1/requests", { as: "dana", body: wanted, headers }),
  );
  const answers = await Promise.all(calls);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  const ids = await Promise.all(answers.map(async (answer) => (await answer.json()).id as string));
  expect(new Set(ids).size).toBe(1);
});

test("answers a stranger as if the request did not exist, in identical words", async () => {
  const { id, digest } = await submit({ environment: "production" });
  const decision = { verdict: "approve", comment: "", digest };
  const calls = (requestId: string): [string, CallOptions][] => [
    [`GET /api/v1/requests/${requestId}`, {}],
    [`GET /api/v1/requests/${requestId}/events`, {}],
    [`POST /api/v1/requests/${requestId}/withdraw`, {}],
    [`POST /api/v1/requests/${requestId}/decisions`, { body: decision }],
  ];
  const there = calls(id);
  const absent = calls("req_absent");
  for (const [index, [target, options]] of there.entries()) {
    const headers = { "x-request-id": "trace-0123456789" };
    const [absentTarget = "", absentOptions = {}] = absent[index] ?? [];
    const own = await api.call(target, { as: "noor", headers, ...options });
    const none = await api.call(absentTarget, { as: "noor", headers, ...absentOptions });
    expect([own.status, none.status]).toEqual([404, 404]);
    const text = (await own.text()).replaceAll(id, "ID");
    expect(text).toBe((await none.text()).replaceAll("req_absent", "ID"));
  }
});

test("takes an approver's verdict on the digest they read, once", async () => {
  const { id, digest } = await submit({ environment: "production" });
  const decide = (as: string, change: object = {}) =>
    api.call(`POST /api/v1/requests/${id}/decisions`, {
      as,
      body: { verdict: "approve", comment: "ok", digest, ...change },
    });
  expect((await problemOf(await decide("dana"))).code).toBe("own_request");
  expect((await problemOf(await decide("priya", { digest: `sha256:${"0".repeat(64)}` }))).code).toBe("digest_stale");
  const approved = await decide("priya");
  expect(approved.status).toBe(200);
  expect(requestSchema.parse(await approved.json())).toMatchObject({
    state: "approved",
    approval: { stages: [{ votes: [{ verdict: "approve", by: { email: "priya@latchkey.test" } }] }] },
  });
  const late = await problemOf(await decide("omar"));
  expect(late).toMatchObject({ code: "already_decided", status: 409, by: "priya" });
  expect(late.at).toEqual(expect.any(String));
});

test("withdraws for the requester, without a body or with an empty one", async () => {
  for (const options of [{}, { body: {} }]) {
    const { id } = await submit({ environment: "production" });
    const response = await api.call(`POST /api/v1/requests/${id}/withdraw`, { as: "dana", ...options });
    expect([response.status, (await response.json()).state]).toEqual([200, "withdrawn"]);
    const again = await api.call(`POST /api/v1/requests/${id}/withdraw`, { as: "dana" });
    expect((await problemOf(again)).code).toBe("wrong_state");
  }
});

test("pages through a list without a gap or a repeat", async () => {
  for (let index = 0; index < 5; index += 1) await submit();
  const all = requestListSchema.parse(await (await api.call("GET /api/v1/requests?limit=100", { as: "dana" })).json());
  const paged: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await api.call(`GET /api/v1/requests?limit=3${query}`, { as: "dana" });
    const list = requestListSchema.parse(await page.json());
    paged.push(...list.items.map(({ id }) => id));
    cursor = list.nextCursor;
  } while (cursor !== null);
  expect(paged).toEqual(all.items.map(({ id }) => id));
});

test("answers a wait at once when a human is needed or it is over, else after it", async () => {
  const startedAt = performance.now();
  const waits = [{ environment: "production" }, { lifetimeHours: 87_600 }].map((change) =>
    api.call("POST /api/v1/requests", { as: "dana", body: body(change), headers: { prefer: "wait=30" } }),
  );
  const answers = await Promise.all(waits);
  expect(await Promise.all(answers.map(async (answer) => (await answer.json()).state))).toEqual([
    "pending_approval",
    "denied",
  ]);
  expect(answers[0]?.headers.get("preference-applied")).toBe("wait=30");
  expect(performance.now() - startedAt).toBeLessThan(5000);
  const building = await api.call("POST /api/v1/requests", { as: "dana", body: body(), headers: { prefer: "wait=1" } });
  expect([building.status, (await building.json()).state]).toEqual([201, "approved"]);
  expect(performance.now() - startedAt).toBeGreaterThan(1000);
});

test("ends a wait when the thing waited for happens", async () => {
  const { id } = await submit();
  const wait = api.call(`GET /api/v1/requests/${id}`, { as: "dana", headers: { prefer: "wait=20" } });
  await api.call(`POST /api/v1/requests/${id}/withdraw`, { as: "dana" });
  const startedAt = performance.now();
  expect((await (await wait).json()).state).toBe("withdrawn");
  expect(performance.now() - startedAt).toBeLessThan(2000);
});
