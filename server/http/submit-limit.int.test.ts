import { randomUUID } from "node:crypto";
import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ RATE_LIMIT_SUBMITS_PER_MINUTE: "20" });
});

// Denied at submit: holds no quota, so that only the limit counts.
const body = (name: string) => ({
  template: "postgres-small",
  name,
  team: "payments",
  environment: "dev",
  classification: "internal",
  purpose: "Load",
  lifetimeHours: 87_600,
});
const newBody = () => body(`n${randomUUID().replaceAll("-", "").slice(0, 20)}`);
const submit = (as: string, wanted: object, headers: Record<string, string> = {}) =>
  api.call("POST /api/v1/requests", { as, body: wanted, headers });

async function filedBy(email: string): Promise<number> {
  const client = new pg.Client({ connectionString: api.ledger.url });
  await client.connect();
  const counted = await client.query(
    "SELECT count(*)::int AS filed FROM requests JOIN principals ON principals.id = requester_id WHERE email = $1",
    [email],
  );
  await client.end();
  return Number(counted.rows[0]?.filed);
}

test("lets the limit pass and no more, says so on every answer, and files no more", async () => {
  const key = { "idempotency-key": randomUUID() };
  const replayed = newBody();
  const first = await submit("dana", replayed, key);
  expect(first.headers.get("ratelimit-limit")).toBe("20");
  expect(first.headers.get("ratelimit-remaining")).toBe("19");

  for (let replay = 0; replay < 30; replay += 1) {
    const again = await submit("dana", replayed, key);
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
  }
  const statuses: number[] = [];
  for (let call = 0; call < 60; call += 1) statuses.push((await submit("dana", newBody())).status);
  expect(statuses.slice(0, 19)).toEqual(Array(19).fill(201));
  expect(new Set(statuses.slice(19))).toEqual(new Set([429]));
  expect(await filedBy("dana@latchkey.test")).toBe(20);

  const refused = await submit("dana", newBody(), { "idempotency-key": randomUUID() });
  expect(refused.headers.get("ratelimit-remaining")).toBe("0");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ code: "rate_limited", status: 429 });
  expect((await submit("dana", replayed, key)).status).toBe(201);
  expect((await submit("noor", { ...newBody(), team: "search" })).status).toBe(201);
});

test("counts no call that was not valid, and limits no preview and no reading", async () => {
  for (let call = 0; call < 40; call += 1) {
    expect((await submit("lee", { ...newBody(), name: "NO" })).status).toBe(422);
    expect((await api.call("POST /api/v1/policy/preview", { as: "lee", body: newBody() })).status).toBe(200);
    expect((await api.call("GET /api/v1/requests", { as: "lee" })).status).toBe(200);
  }
  expect((await submit("lee", newBody())).status).toBe(201);
});

test("keys the limit by principal, whatever the forwarding headers say", async () => {
  const spoofs = ["x-forwarded-for", "forwarded", "x-real-ip", "cf-connecting-ip", "true-client-ip", "x-client-ip"];
  let refusals = 0;
  for (let call = 0; call < 60; call += 1) {
    const spoof = { [spoofs[call % spoofs.length] ?? "via"]: `203.0.113.${call}` };
    if ((await submit("omar", newBody(), spoof)).status === 429) refusals += 1;
  }
  expect(refusals).toBeGreaterThanOrEqual(38);
});
