import { randomUUID } from "node:crypto";
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { leaseListSchema, leaseSchema, type LeaseView } from "#domain/contracts/lease.ts";
import { problemSchema } from "#domain/contracts/problem.ts";
import { requestSchema } from "#domain/contracts/request.ts";
import { createdTokenSchema, serviceAccountSchema } from "#domain/contracts/service-account.ts";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { newId } from "#server/ids/new-id.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";
import { badPublicKeys } from "#tests/reveal/bad-public-keys.ts";

let api: TestApi;
let ledger: pg.Pool;
beforeAll(async () => {
  api = await startApi({ RATE_LIMIT_SUBMITS_PER_MINUTE: "10000000" });
  const people = ["dana", "lee", "noor", "priya", "omar", "sam", "ava"];
  await Promise.all(people.map((as) => api.call("GET /api/v1/templates", { as })));
  ledger = new pg.Pool({ connectionString: api.ledger.url, max: 1 });
  return () => ledger.end();
});

const newName = () => `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;

/** A resource of payments, as a worker would have left it. */
async function putResource({ state = "active", classification = "internal" } = {}): Promise<string> {
  const draft = { template: "postgres-small", name: newName(), team: "payments", environment: "dev" };
  const body = { ...draft, classification: "internal", purpose: "A test." };
  const filed = requestSchema.parse(await (await api.call("POST /api/v1/requests", { as: "dana", body })).json());
  const id = newId("res");
  await ledger.query(
    `INSERT INTO resources(id, request_id, type, team, environment, classification, name, state, backend, parameters,
       lifetime_hours, claim_window_hours)
     SELECT $1, id, resource_type, team, environment, $4, name, $3, 'embedded-postgres', '{}', 48, 72
     FROM requests WHERE id = $2`,
    [id, filed.id, state, classification],
  );
  return id;
}

interface By {
  readonly as?: string;
  readonly token?: string;
  readonly scope?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function call(target: string, { as, token, scope, headers }: By, body?: unknown) {
  const all = { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const response = await api.call(target, { as, scope, body, headers: all });
  const document: unknown = await response.json();
  const code = response.ok ? null : problemSchema.parse(document).code;
  return { status: response.status, code, document, headers: response.headers };
}

const { publicKey } = await createClaimKey();
const wanted = (change: object = {}) => ({ publicKey, ttlSeconds: 600, ...change });

const ask = (id: string, by: By, change: object = {}) =>
  call(`POST /api/v1/resources/${id}/leases`, by, wanted(change));

async function lease(id: string, by: By): Promise<LeaseView> {
  return leaseSchema.parse((await ask(id, by)).document);
}

/** The lease as a worker leaves it. */
async function make({ leaseId }: LeaseView): Promise<void> {
  await ledger.query(
    `UPDATE leases SET state = 'active', generation = 2, enc = 'enc', ciphertext = 'sealed', made_at = now(),
       sealed_until = now() + interval '10 minutes', expires_at = now() + interval '10 minutes',
       until_max = now() + interval '4 hours' WHERE id = $1`,
    [leaseId],
  );
  await ledger.query("SELECT pg_notify('latchkey_events', $1)", [leaseId]);
}

async function newBot(scopes: readonly string[]): Promise<{ id: string; token: string }> {
  const account = await api.call("POST /api/v1/service-accounts", {
    as: "lee",
    body: { team: "payments", name: newName() },
  });
  const { id } = serviceAccountSchema.parse(await account.json());
  const body = { serviceAccount: id, scopes, expiresInDays: 1 };
  const made = await api.call("POST /api/v1/tokens", { as: "lee", body });
  return { id, token: String(createdTokenSchema.parse(await made.json()).token) };
}

describe("asking for a lease", () => {
  test("answers 202 while its login is made, and 201 with it when the caller waits", async () => {
    const id = await putResource();
    const first = await ask(id, { as: "dana" });
    expect(first.status).toBe(202);
    const waiting = leaseSchema.parse(first.document);
    expect(waiting).toMatchObject({ state: "waiting", enc: null, ciphertext: null, expiresAt: null, resourceId: id });
    expect(first.headers.get("location")).toBe(`/api/v1/leases/${waiting.leaseId}`);
    const key = { "idempotency-key": randomUUID() };
    const begun = leaseSchema.parse((await ask(id, { as: "dana", headers: key })).document);
    const second = ask(id, { as: "dana", headers: { ...key, prefer: "wait=30" } });
    await make(begun);
    const made = await second;
    expect(made.status).toBe(201);
    expect(made.headers.get("idempotent-replayed")).toBe("true");
    const { enc, ciphertext } = leaseSchema.parse(made.document);
    expect([enc, ciphertext]).toEqual(["enc", "sealed"].map((text) => Buffer.from(text).toString("base64url")));
  });

  test("with a known key gives the first lease again, and another body is a conflict", async () => {
    const id = await putResource();
    const headers = { "idempotency-key": randomUUID() };
    const calls = await Promise.all(Array.from({ length: 10 }, () => ask(id, { as: "dana", headers })));
    expect(new Set(calls.map(({ document }) => leaseSchema.parse(document).leaseId)).size).toBe(1);
    expect((await ask(id, { as: "dana", headers }, { ttlSeconds: 601 })).code).toBe("idempotency_conflict");
    const other = await ask(await putResource(), { as: "dana", headers });
    expect(other.code).toBe("idempotency_conflict");
  });

  test.for([0, -1, 59, 3601, 1e9, 600.5, "600", null, true, "1e3"])("refuses ttlSeconds %j", async (ttlSeconds) => {
    expect((await ask(await putResource(), { as: "dana" }, { ttlSeconds })).status).toBe(422);
  });

  test("refuses every key that is no point of P-256, and keeps nothing of it", async () => {
    const id = await putResource();
    for (const [what, text] of badPublicKeys()) {
      const { status } = await ask(id, { as: "dana" }, { publicKey: text });
      expect({ what, status }).toEqual({ what, status: 422 });
    }
    const { rows } = await ledger.query("SELECT FROM leases WHERE resource_id = $1", [id]);
    expect(rows).toHaveLength(0);
  });

  test("passes no more often than there may be open ones, of 500 calls at once", { timeout: 120_000 }, async () => {
    const id = await putResource();
    const calls = await Promise.all(Array.from({ length: 500 }, () => ask(id, { as: "dana" })));
    const passed = calls.filter(({ status }) => status === 202).length;
    const codes = new Set(calls.map(({ code }) => code));
    // A slow machine has no connection left for all of them in time, and says so.
    for (const code of codes) expect([null, "limit_reached", "unavailable"]).toContain(code);
    expect(passed).toBeLessThanOrEqual(20);
    for (let more = passed; more < 20; more++) expect((await ask(id, { as: "dana" })).status).toBe(202);
    expect((await ask(id, { as: "lee" })).code).toBe("limit_reached");
    const { rows } = await ledger.query("SELECT FROM leases WHERE resource_id = $1", [id]);
    expect(rows).toHaveLength(20);
  });

  test("is refused for what is frozen, and for data of a class that has no leases", async () => {
    expect((await ask(await putResource({ state: "frozen" }), { as: "dana" })).code).toBe("wrong_state");
    expect((await ask(await putResource({ classification: "restricted" }), { as: "dana" })).code).toBe("forbidden");
    expect((await ask(await putResource({ classification: "unheard-of" }), { as: "dana" })).code).toBe("forbidden");
  });

  test("takes no secret as its purpose", async () => {
    const purpose = `password=${randomUUID()}`;
    expect((await ask(await putResource(), { as: "dana" }, { purpose })).code).toBe("secret_in_text");
  });
});

describe("who may", () => {
  const strangers: readonly (readonly [target: string, body?: object])[] = [
    ["GET /api/v1/leases/L"],
    ["POST /api/v1/leases/L/renew", { ttlSeconds: 60 }],
    ["POST /api/v1/leases/L/release", {}],
  ];

  test("another team finds nothing, in the same words as for what does not exist", async () => {
    const id = await putResource();
    const { leaseId } = await lease(id, { as: "dana" });
    const none = await call("GET /api/v1/leases/ls_none", { as: "noor" });
    for (const [target, body] of strangers) {
      const found = await call(target.replace("L", leaseId), { as: "noor" }, body);
      expect([found.status, found.code]).toEqual([404, "not_found"]);
      expect(problemSchema.parse(found.document).detail).toBe(problemSchema.parse(none.document).detail);
    }
    expect((await ask(id, { as: "noor" })).code).toBe("not_found");
    expect((await call(`GET /api/v1/resources/${id}/leases`, { as: "noor" })).code).toBe("not_found");
  });

  test.for(["ava", "omar", "priya", "sam"])("%s, who sees the resource, gets no lease of it", async (as) => {
    expect((await ask(await putResource(), { as })).code).toBe("forbidden");
  });

  test("what was sealed is told to whoever asked for it alone, in show and list", async () => {
    const id = await putResource();
    const own = await lease(id, { as: "dana" });
    await make(own);
    for (const as of ["lee", "ava", "omar"]) {
      const shown = await call(`GET /api/v1/leases/${own.leaseId}`, { as });
      expect(shown.document).toMatchObject({ state: "active", enc: null, ciphertext: null });
      const listed = leaseListSchema.parse((await call(`GET /api/v1/resources/${id}/leases`, { as })).document);
      expect(listed.items).toMatchObject([
        { leaseId: own.leaseId, enc: null, ciphertext: null, can: { renew: false } },
      ]);
    }
    const mine = await call(`GET /api/v1/leases/${own.leaseId}`, { as: "dana" });
    expect(leaseSchema.parse(mine.document).ciphertext).not.toBeNull();
    await ledger.query("UPDATE leases SET expires_at = now() - interval '1 ms' WHERE id = $1", [own.leaseId]);
    const over = await call(`GET /api/v1/leases/${own.leaseId}`, { as: "dana" });
    expect(over.document).toMatchObject({ state: "expired", enc: null, ciphertext: null });
  });

  test("nobody but whoever asked for it renews it; its team and the platform team end it, an auditor does not", async () => {
    const id = await putResource();
    const [one, two] = [await lease(id, { as: "dana" }), await lease(id, { as: "dana" })];
    await make(one);
    for (const as of ["lee", "omar", "ava"]) {
      expect((await call(`POST /api/v1/leases/${one.leaseId}/renew`, { as }, { ttlSeconds: 600 })).code).toBe(
        "forbidden",
      );
    }
    expect((await call(`POST /api/v1/leases/${one.leaseId}/renew`, { as: "dana" }, { ttlSeconds: 900 })).status).toBe(
      200,
    );
    expect((await call(`POST /api/v1/leases/${one.leaseId}/release`, { as: "ava" }, {})).code).toBe("forbidden");
    const ended = await call(`POST /api/v1/leases/${one.leaseId}/release`, { as: "lee" }, {});
    expect(ended.document).toMatchObject({ state: "released", ciphertext: null });
    expect((await call(`POST /api/v1/leases/${two.leaseId}/release`, { as: "omar" }, {})).status).toBe(200);
    const late = await call(`POST /api/v1/leases/${one.leaseId}/renew`, { as: "dana" }, { ttlSeconds: 60 });
    expect(late.code).toBe("wrong_state");
  });

  test.for([0, -60, 3601, 60.5, "60"])("refuses a renewal by %j seconds", async (ttlSeconds) => {
    const { leaseId } = await lease(await putResource(), { as: "dana" });
    expect((await call(`POST /api/v1/leases/${leaseId}/renew`, { as: "dana" }, { ttlSeconds })).status).toBe(422);
  });

  test("a token without the scope gets nothing, one that approves included", async () => {
    const id = await putResource();
    for (const scope of ["resources:write", "requests:approve", "leases:read", "grants:reveal"]) {
      expect((await ask(id, { as: "dana", scope })).code).toBe("insufficient_scope");
    }
    expect((await ask(id, { as: "dana", scope: "leases:write" })).status).toBe(202);
    expect((await call(`GET /api/v1/resources/${id}/leases`, { as: "dana", scope: "leases:write" })).code).toBe(
      "insufficient_scope",
    );
  });

  test("a service account leases for a member of its team, and for nobody else", async () => {
    const id = await putResource();
    const { token } = await newBot(["leases:read", "leases:write", "resources:read"]);
    const own = leaseSchema.parse((await ask(id, { token }, { purpose: "job 4711" })).document);
    expect(own).toMatchObject({ onBehalfOf: null, purpose: "job 4711", can: { release: true } });
    const forDana = await ask(id, { token }, { onBehalfOf: "dana@latchkey.test" });
    expect(forDana.document).toMatchObject({ onBehalfOf: { email: "dana@latchkey.test" } });
    expect((await ask(id, { token }, { onBehalfOf: "noor@latchkey.test" })).code).toBe("unknown_reference");
    expect((await ask(id, { as: "dana" }, { onBehalfOf: "lee@latchkey.test" })).code).toBe("unknown_reference");
    const { token: blind } = await newBot(["resources:read", "resources:write"]);
    expect((await ask(id, { token: blind })).code).toBe("insufficient_scope");
  });

  test("a stranger without a token gets 401", async () => {
    expect((await ask(await putResource(), {})).status).toBe(401);
  });
});

test("lists open ones apart, newest first, page by page", async () => {
  const id = await putResource();
  const made: string[] = [];
  for (let count = 0; count < 5; count++) made.unshift((await lease(id, { as: "dana" })).leaseId);
  await call(`POST /api/v1/leases/${made[2]}/release`, { as: "dana" }, {});
  const list = async (query: string) =>
    leaseListSchema.parse((await call(`GET /api/v1/resources/${id}/leases?${query}`, { as: "ava" })).document);
  const first = await list("limit=3");
  const rest = await list(`limit=3&cursor=${first.nextCursor}`);
  expect([...first.items, ...rest.items].map(({ leaseId }) => leaseId)).toEqual(made);
  expect(rest.nextCursor).toBeNull();
  expect((await list("open=true")).items.map(({ leaseId }) => leaseId)).toEqual(made.toSpliced(2, 1));
});
