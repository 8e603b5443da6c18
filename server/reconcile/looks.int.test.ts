import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { claimLooks, looksPerBackend } from "#server/reconcile/claim-looks.ts";
import { tellIdle } from "#server/reconcile/tell-idle.ts";
import { listResources } from "#server/resources/list-resources.ts";
import { openDriftingResource } from "#tests/harness/drifting-resource.ts";
import { openTestServer } from "#tests/harness/test-server.ts";
import pg from "pg";

/** Rows of resources on two back ends, as if they had been built. */
async function putResources(ledgerUrl: string, backends: readonly string[]): Promise<void> {
  const ledger = new pg.Client({ connectionString: ledgerUrl });
  await ledger.connect();
  for (const [index, backend] of backends.entries()) {
    await ledger.query(
      `WITH asked AS (SELECT * FROM requests ORDER BY created_at OFFSET $2 LIMIT 1)
       INSERT INTO resources(id, request_id, type, team, environment, classification, name, state, backend, parameters,
         lifetime_hours, claim_window_hours)
       SELECT 'res_' || $2, id, resource_type, team, environment, classification, name, 'active', $1, '{}', 48, 72 FROM asked`,
      [backend, index],
    );
  }
  await ledger.end();
}

test("looks are taken a few at a time at each back end, each by one worker, and all of them in the end", async () => {
  const server = await openTestServer();
  const places = ["a", "a", "a", "a", "a", "b"];
  for (const _ of places) await server.submit("dana");
  await putResources(server.ledger.url, places);
  const { db } = server.worker.ctx;
  expect(await claimLooks(db, {})).toEqual([]);
  await db.query(sql`UPDATE inspections SET due_at = clock_timestamp() - interval '1 second'`);
  const [one, two] = await Promise.all([claimLooks(db, {}), claimLooks(db, {})]);
  const taken = [...one, ...two].map(({ resourceId }) => resourceId);
  expect(new Set(taken).size).toBe(taken.length);
  expect(taken.filter((id) => id === "res_5")).toHaveLength(1);
  expect(await claimLooks(db, { a: looksPerBackend })).toEqual([]);
  for (let turn = 0; turn < 5; turn++) taken.push(...(await claimLooks(db, {})).map(({ resourceId }) => resourceId));
  expect(taken.sort()).toEqual(["res_0", "res_1", "res_2", "res_3", "res_4", "res_5"]);
  const [next] = await db.query<{ soonest: number; latest: number }>(sql`
    SELECT extract(epoch FROM min(due_at) - clock_timestamp())::float8 AS soonest,
      extract(epoch FROM max(due_at) - clock_timestamp())::float8 AS latest FROM inspections`);
  expect(next?.soonest).toBeGreaterThan(260);
  expect(next?.latest).toBeLessThanOrEqual(330);
});

test("use is shown as the server told: connected now, then when somebody last was, with the size against its limit", async () => {
  const it = await openDriftingResource();
  await it.look();
  expect(await it.resource()).toMatchObject({ usage: { connections: 0, connectedAt: null, idle: false } });
  const client = new pg.Client({ ...(await connectionOf(it)) });
  await client.connect();
  await it.look();
  expect(await it.resource()).toMatchObject({ usage: { connections: 1, unusedSince: null } });
  await client.end();
  await it.look();
  const { usage, inspection } = await it.resource();
  expect(Date.now() - Date.parse(usage.connectedAt ?? "")).toBeLessThan(60_000);
  expect(inspection.measures.map(({ label, limit }) => [label, limit])).toEqual([
    ["Size", 5_000_000_000],
    ["Connections", 10],
  ]);
});

async function connectionOf({ root, names }: Awaited<ReturnType<typeof openDriftingResource>>) {
  await root.query(`ALTER ROLE ${names.loginRole} PASSWORD 'of-this-test'`);
  return {
    host: root.host,
    port: root.port,
    database: names.database,
    user: names.loginRole,
    password: "of-this-test",
  };
}

test("idle is told to owner and leads once in 30 days, listed, and nothing is done to it", async () => {
  const it = await openDriftingResource();
  const age = (days: number) =>
    it.admin.query(sql`UPDATE inspections SET unused_since = now() - make_interval(days => ${days})`);
  await it.look();
  await age(29);
  expect(await tellIdle(it.worker.ctx)).toBe(0);
  expect((await listResources(it.web, it.dana, { use: "idle" })).items).toEqual([]);
  await age(31);
  expect(await tellIdle(it.worker.ctx)).toBe(1);
  expect(await tellIdle(it.worker.ctx)).toBe(0);
  expect(await it.told("resource.idle")).toEqual(["dana", "lee"]);
  expect((await listResources(it.web, it.dana, { use: "idle" })).items).toMatchObject([
    { id: it.resourceId, state: "active", usage: { idle: true } },
  ]);
  expect((await listResources(it.web, it.noor, { use: "idle" })).items).toEqual([]);
  await it.look();
  await it.admin.query(sql`UPDATE inspections SET unused_since = unused_since - interval '30 days'`);
  await it.admin.query(sql`UPDATE resources SET state = 'frozen'`);
  expect(await tellIdle(it.worker.ctx)).toBe(0);
});
