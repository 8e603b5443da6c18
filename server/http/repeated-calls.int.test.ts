import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { routes } from "#domain/contracts/routes/routes.ts";
import { dropOldKeys } from "#server/idempotency/drop-old-keys.ts";
import { openDatabase } from "#server/adapters/db/database.ts";
import { newId } from "#server/ids/new-id.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";
import { say } from "#tests/contract-suite/say.ts";
import { fullCount } from "#tests/harness/full-count.ts";

const twinsMax = 500;

let api: TestApi;
let origin = "";
let ledger: pg.Pool;
const bearers: Record<string, string> = {};
beforeAll(async () => {
  api = await startApi();
  origin = await api.listen();
  ledger = new pg.Pool({ connectionString: api.ledger.url, max: 4 });
  for (const as of ["dana", "lee", "priya", "noor"]) bearers[as] = `Bearer ${await api.token(as)}`;
  await Promise.all(Object.keys(bearers).map((as) => get(as, "/templates")));
  return () => ledger.end();
});

const newName = () => `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;
const submitBody = (change: object = {}) => ({
  template: "postgres-small",
  name: newName(),
  team: "payments",
  environment: "dev",
  classification: "internal",
  purpose: "A test.",
  ...change,
});
const get = (as: string, path: string) =>
  fetch(`${origin}/api/v1${path}`, { headers: { authorization: bearers[as] ?? "" } });

interface Call {
  readonly as: string;
  readonly path: string;
  readonly body: object;
}
interface Answer {
  readonly status: number;
  readonly document: Record<string, unknown>;
  readonly headers: Headers;
}

async function post({ as, path, body }: Call, key: string | null, more: Record<string, string> = {}): Promise<Answer> {
  const headers: Record<string, string> = {
    authorization: bearers[as] ?? "",
    "content-type": "application/json",
    ...(key !== null && { "idempotency-key": key }),
    ...more,
  };
  const response = await fetch(`${origin}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return {
    status: response.status,
    document: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}

/** A resource of payments, as a worker would have left it, with a credential that its owner opened. */
async function putResource(): Promise<string> {
  const filed = await post({ as: "dana", path: "/requests", body: submitBody() }, null);
  const id = newId("res");
  await ledger.query(
    `INSERT INTO resources(id, request_id, type, team, environment, classification, name, state, backend, parameters,
       lifetime_hours, claim_window_hours, owner_id, expires_at)
     SELECT $1, id, resource_type, team, environment, classification, name, 'active', 'embedded-postgres', '{}', 48, 72,
       requester_id, now() + interval '2 hours' FROM requests WHERE id = $2`,
    [id, filed.document.id],
  );
  return id;
}

async function newAccount(): Promise<string> {
  const made = await post({ as: "lee", path: "/service-accounts", body: { team: "payments", name: newName() } }, null);
  return String(made.document.id);
}

const count = async (text: string, ...values: unknown[]) =>
  Number((await ledger.query<{ n: string }>(`SELECT count(*) AS n FROM ${text}`, values)).rows[0]?.n);

const { publicKey } = await createClaimKey();

/** What creates, each with the number of things that it has made. */
const creators: Record<string, () => Promise<Call & { made(): Promise<number>; idOf: string }>> = {
  request: async () => {
    const body = submitBody();
    const made = () => count("requests WHERE name = $1", body.name);
    return { as: "dana", path: "/requests", body, made, idOf: "id" };
  },
  lease: async () => {
    const id = await putResource();
    const made = () => count("leases WHERE resource_id = $1", id);
    return { as: "dana", path: `/resources/${id}/leases`, body: { publicKey, ttlSeconds: 600 }, made, idOf: "leaseId" };
  },
  "service account": async () => {
    const body = { team: "payments", name: newName() };
    const made = () => count("service_accounts WHERE name = $1", body.name);
    return { as: "lee", path: "/service-accounts", body, made, idOf: "id" };
  },
  token: async () => {
    const serviceAccount = await newAccount();
    const body = { serviceAccount, scopes: ["requests:read"], expiresInDays: 30 };
    const made = () => count("service_account_tokens WHERE service_account_id = $1", serviceAccount);
    return { as: "lee", path: "/tokens", body, made, idOf: "id" };
  },
  extension: async () => {
    const id = await putResource();
    const made = () => count("requests WHERE about_resource_id = $1", id);
    return { as: "dana", path: `/resources/${id}/extend`, body: {}, made, idOf: "id" };
  },
  rotation: async () => {
    const id = await putResource();
    const made = () =>
      count("audit_events WHERE stream = $1 AND text LIKE '%credential.rotation_requested%'", `resource:${id}`);
    return { as: "dana", path: `/resources/${id}/rotate`, body: {}, made, idOf: "id" };
  },
};
const kinds = Object.keys(creators);
function creatorOf(kind: string) {
  const creator = creators[kind];
  if (creator === undefined) throw new Error(`Nothing here makes a ${kind}.`);
  return creator();
}

describe.each(kinds)("a %s", (kind) => {
  const twins = fullCount(twinsMax, kind === "request" ? twinsMax : undefined);

  test(`is made once by ${twins} calls at once over HTTP with one key`, async () => {
    const call = await creatorOf(kind);
    const key = randomUUID();
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: twins }, () => post(call, key)));
    const took = Math.round(performance.now() - startedAt);
    const made = answers.filter(({ status }) => status < 300);
    const inFlight = answers.filter(({ document }) => document.code === "idempotency_in_flight");
    const others = answers.filter((answer) => !made.includes(answer) && !inFlight.includes(answer));
    expect(others.map(({ status, document }) => `${status} ${String(document.code)}`)).toEqual([]);
    expect(await call.made()).toBe(1);
    expect(inFlight.every(({ status, headers }) => status === 409 && headers.has("retry-after"))).toBe(true);
    expect(new Set(made.map(({ document }) => document[call.idOf])).size).toBe(1);
    const first = made.filter(({ headers }) => headers.get("idempotent-replayed") !== "true");
    expect(first).toHaveLength(1);
    const again = await post(call, key);
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([first[0]?.status, "true"]);
    expect(again.document[call.idOf]).toBe(first[0]?.document[call.idOf]);
    expect([again.headers.get("location"), await call.made()]).toEqual([first[0]?.headers.get("location"), 1]);
    say(
      `repeated calls | ${kind} | ${twins} at once with one key: 1 made, ${made.length - 1} replayed, ${inFlight.length} told to come again, ${took} ms`,
    );
  });

  test("is refused under a key of another body or another call, and the key stays good for its own", async () => {
    const call = await creatorOf(kind);
    const key = randomUUID();
    const first = await post(call, key);
    expect(first.status).toBeLessThan(300);
    const others = [
      {
        ...call,
        ...(kind === "request" ? { body: submitBody() } : { as: call.as, path: "/requests", body: submitBody() }),
      },
      kind === "lease"
        ? { ...call, body: { publicKey, ttlSeconds: 601 } }
        : { ...(await creatorOf("service account")), as: call.as },
    ];
    for (const other of others.filter(({ as, path }) => !(as === "dana" && path === "/service-accounts"))) {
      const refused = await post(other, key);
      expect([refused.status, refused.document.code]).toEqual([422, "idempotency_conflict"]);
    }
    expect((await post(call, key)).headers.get("idempotent-replayed")).toBe("true");
    expect(await call.made()).toBe(1);
  });

  test("is there for who repeats a call whose answer was lost", async () => {
    const call = await creatorOf(kind);
    const key = randomUUID();
    const hangUp = await sendUnread(call, key);
    await expect.poll(call.made).toBe(1);
    hangUp();
    const again = await post(call, key);
    expect(again.status).toBeLessThan(300);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await call.made()).toBe(1);
  });
});

/** Sends a whole call and reads no byte of its answer; gives what ends the connection, as if one of the two had died. */
async function sendUnread({ as, path, body }: Call, key: string): Promise<() => void> {
  const { hostname, port } = new URL(origin);
  const text = JSON.stringify(body);
  const head = [
    `POST /api/v1${path} HTTP/1.1`,
    `host: ${hostname}:${port}`,
    `authorization: ${bearers[as]}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(text)}`,
    `idempotency-key: ${key}`,
  ];
  const socket = connect(Number(port), hostname);
  await new Promise<void>((sent) => socket.write(`${head.join("\r\n")}\r\n\r\n${text}`, () => sent()));
  return () => socket.destroy();
}

test("a key of somebody else is another key", async () => {
  const key = randomUUID();
  const hers = await post({ as: "dana", path: "/requests", body: submitBody() }, key);
  const another = await post({ as: "noor", path: "/requests", body: submitBody({ team: "search" }) }, key);
  expect([hers.status, another.status, another.headers.has("idempotent-replayed")]).toEqual([201, 201, false]);
});

test.for([
  ["a bad body", 422, { as: "dana", path: "/requests", body: { ...submitBody(), name: "NO" } }],
  ["a reference that is not there", 422, { as: "dana", path: "/requests", body: submitBody({ team: "nope" }) }],
  ["a role that may not", 403, { as: "dana", path: "/service-accounts", body: { team: "payments", name: newName() } }],
  ["what is not theirs", 404, { as: "noor", path: "/resources/res_00000000000000000000000000/rotate", body: {} }],
] as const)("a call that fails for %s binds no key", async ([, status, call]) => {
  const key = randomUUID();
  expect((await post(call, key)).status).toBe(status);
  expect((await post(call, key)).status).toBe(status);
  const good = {
    as: call.as,
    path: "/requests",
    body: submitBody({ team: call.as === "noor" ? "search" : "payments" }),
  };
  const made = await post(good, key);
  expect([made.status, made.headers.has("idempotent-replayed")]).toEqual([201, false]);
});

test("a call that fails inside binds no key, and the same call succeeds once it can", async () => {
  const call = await creatorOf("service account");
  const key = randomUUID();
  await ledger.query("ALTER TABLE service_accounts ADD CONSTRAINT nothing_now CHECK (false) NOT VALID");
  try {
    expect((await post(call, key)).status).toBe(500);
  } finally {
    await ledger.query("ALTER TABLE service_accounts DROP CONSTRAINT nothing_now");
  }
  const made = await post(call, key);
  expect([made.status, made.headers.has("idempotent-replayed"), await call.made()]).toEqual([201, false, 1]);
});

test("a twin in another process does not wait for the first one", async () => {
  const call = await creatorOf("request");
  const key = randomUUID();
  const id = (await ledger.query<{ id: string }>("SELECT id FROM principals WHERE subject = 'dana'")).rows[0]?.id;
  const other = await ledger.connect();
  await other.query("BEGIN");
  await other.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`idempotency:${id}:${key}`]);
  const told = await post(call, key);
  expect([told.status, told.document.code, told.headers.get("retry-after")]).toEqual([
    409,
    "idempotency_in_flight",
    "1",
  ]);
  expect(await call.made()).toBe(0);
  const token = await creatorOf("service account");
  await other.query("COMMIT");
  other.release();
  expect((await post(call, key)).status).toBe(201);
  expect((await post(token, randomUUID())).status).toBe(201);
});

test.for([
  ["too long", "k".repeat(256)],
  ["empty", ""],
  ["with a tab", "a\tb"],
  ["not ASCII", "schlüssel"],
  ["of two values", "one, two"],
])("a key that is %s is refused", async ([, key]) => {
  const call = await creatorOf("request");
  const refused = await post(call, String(key));
  expect([refused.status, refused.document.code]).toEqual([422, "invalid_input"]);
  expect(refused.document.errors).toMatchObject([{ in: "header", path: "/Idempotency-Key" }]);
  expect(await call.made()).toBe(0);
});

test("a key that is sent twice is refused", async () => {
  const call = await creatorOf("request");
  const headers = new Headers({ authorization: bearers.dana ?? "", "content-type": "application/json" });
  headers.append("idempotency-key", "one");
  headers.append("idempotency-key", "one");
  const init = { method: "POST", headers, body: JSON.stringify(call.body) };
  expect((await fetch(`${origin}/api/v1${call.path}`, init)).status).toBe(422);
  expect(await call.made()).toBe(0);
});

test("a replay tells no token again, and the ledger holds none", async () => {
  const call = await creatorOf("token");
  const key = randomUUID();
  const first = await post(call, key);
  expect(first.document.token).toMatch(/^latchkey_sa_/);
  expect((await post(call, key)).document).toEqual({ ...first.document, token: null });
  const { rows } = await ledger.query<{ all: string }>("SELECT string_agg(k::text, '') AS all FROM idempotency_keys k");
  expect(rows[0]?.all).not.toContain(String(first.document.token).slice(12));
});

test("a key is forgotten after 24 hours, and not before", async () => {
  const [old, young] = [randomUUID(), randomUUID()];
  const [one, two] = [await creatorOf("request"), await creatorOf("request")];
  await post(one, old);
  await post(two, young);
  const age = "UPDATE idempotency_keys SET created_at = now() - $2::interval WHERE key = $1";
  await ledger.query(age, [old, "24 hours 1 minute"]);
  await ledger.query(age, [young, "23 hours 59 minutes"]);
  const db = openDatabase(api.ledger.worker, { name: "test" });
  expect(await dropOldKeys(db)).toBe(1);
  await db.close();
  expect((await post(two, young)).headers.get("idempotent-replayed")).toBe("true");
  expect((await post({ ...one, body: submitBody() }, old)).headers.has("idempotent-replayed")).toBe(false);
});

test("every call that answers 201 takes a key, and says when it replays", () => {
  const creating = routes.filter(({ base, answer }) => base === "api" && answer.status === 201);
  expect(creating.length).toBeGreaterThan(4);
  const keyed = routes.filter(({ headers }) => headers.includes("Idempotency-Key"));
  expect(creating.filter((route) => !keyed.includes(route)).map(({ id }) => id)).toEqual([]);
  expect(keyed.filter(({ answer }) => !("Idempotent-Replayed" in (answer.headers ?? {}))).map(({ id }) => id)).toEqual(
    [],
  );
});
