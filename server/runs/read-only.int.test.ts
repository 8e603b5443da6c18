import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { expireGrants } from "#server/grants/expire-grants.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { rotateResource } from "#server/resources/reissue-resource.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { codeOf } from "#tests/harness/held-resource.ts";
import { seeCredentials } from "#tests/harness/seen-credentials.ts";
import { tendResource } from "#tests/harness/tend-resource.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

/** A database of dana's by a template that adds a read-only login, built and tended. */
async function openRead() {
  const server = await openTestServer();
  const seen = seeCredentials(server.worker);
  const dana = await server.actor("dana");
  const { id } = await server.submit("dana", { template: "postgres-readonly" });
  await executeRun(seen.worker, (await startProvisionRun(seen.worker, id)) ?? "");
  const resourceId = (await showRequest(server.web, dana, id)).resource?.id ?? "";
  const { db } = server.worker.ctx;
  const tend = () => tendResource(seen.worker, resourceId);
  await tend();
  return {
    server,
    seen,
    dana,
    db,
    resourceId,
    tend,
    show: () => showResource(server.web, dana, resourceId),
    grants: async () =>
      (await showResource(server.web, dana, resourceId)).grants.map(
        ({ generation, access, state, endedAt }) =>
          `${generation} ${access} ${state}${endedAt === null ? "" : ", ended"}`,
      ),
    confirm: (...generations: number[]) =>
      db.query(sql`UPDATE grants SET state = 'confirmed', revealed_at = now() WHERE generation = ANY(${generations})`),
    rotate: (change: object = {}) => rotateResource(server.web, dana, { id: resourceId, ...change }),
  };
}

test("a template that says so delivers a read-only login as a grant of its own, to the owner, by a run of its own", async () => {
  const held = await openRead();
  expect(await held.grants()).toEqual(["1 owner pending", "2 read-only pending"]);
  const resource = await held.show();
  expect(resource).toMatchObject({
    state: "active",
    accesses: ["owner", "read-only"],
    reissue: null,
    blockedReason: null,
  });
  expect(resource.grants.map(({ recipient }) => recipient.subject)).toEqual(["dana", "dana"]);
  const runs = await held.db.query(sql`SELECT kind, access, generation FROM runs ORDER BY generation`);
  expect(runs).toEqual([
    { kind: "provision", access: "owner", generation: 1 },
    { kind: "rotate", access: "read-only", generation: 2 },
  ]);
  const owner = await held.seen.login(1);
  await owner.query("CREATE TABLE orders (id int)");
  const reader = await held.seen.login(2);
  expect((await reader.query("SELECT count(*)::int AS n FROM orders")).rows).toEqual([{ n: 0 }]);
  await expect(reader.query("INSERT INTO orders VALUES (1)")).rejects.toMatchObject({ code: "25006" });
  await Promise.all([owner.end(), reader.end()]);
  expect((await held.show()).connection?.url).toMatch(/_g1:/);
});

test("each is rotated on its own: a newer one overtakes only what is good for the same", async () => {
  const held = await openRead();
  await held.confirm(1, 2);
  await held.tend();
  expect(await held.grants()).toEqual(["1 owner confirmed", "2 read-only confirmed"]);
  await held.rotate({ access: "read-only" });
  await held.tend();
  await held.confirm(3);
  await held.tend();
  const draining = (await held.show()).grants.map((grant) => grant.draining !== null);
  expect(draining).toEqual([false, true, false]);
  expect((await held.show()).connection?.url).toMatch(/_g1:/);
  await held.rotate();
  await held.tend();
  await held.confirm(4);
  await held.tend();
  await held.db.query(sql`UPDATE grants SET drain_until = now() - interval '1 ms' WHERE drain_until IS NOT NULL`);
  await held.tend();
  expect(await held.grants()).toEqual([
    "1 owner confirmed, ended",
    "2 read-only confirmed, ended",
    "3 read-only confirmed",
    "4 owner confirmed",
  ]);
  expect(await Promise.all([1, 2, 3, 4].map((generation) => held.seen.answer(generation)))).toEqual([
    "28P01",
    "28P01",
    "in",
    "in",
  ]);
  expect((await held.show()).connection?.url).toMatch(/_g4:/);
});

test("one that nobody opens goes alone: the owner's stays, and another is made when it is asked for", async () => {
  const held = await openRead();
  await held.confirm(1);
  await held.db.query(sql`UPDATE grants SET expires_at = now() - interval '1 s' WHERE generation = 2`);
  await expireGrants(held.server.worker.ctx);
  await held.tend();
  expect(await held.grants()).toEqual(["1 owner confirmed", "2 read-only expired, ended"]);
  expect((await held.show()).state).toBe("active");
  await held.rotate({ access: "read-only" });
  await held.tend();
  expect((await held.grants()).at(-1)).toBe("3 read-only pending");
});

test("the owner's that nobody opens freezes the resource, whoever opened the other, and a restore makes both anew", async () => {
  const held = await openRead();
  await held.confirm(2);
  await held.db.query(sql`UPDATE grants SET expires_at = now() - interval '1 s' WHERE generation = 1`);
  await expireGrants(held.server.worker.ctx);
  await held.tend();
  expect(await held.grants()).toEqual(["1 owner expired, ended", "2 read-only confirmed, ended"]);
  expect((await held.show()).state).toBe("frozen");
  await held.db.query(sql`UPDATE resources SET reissue = 'restore'`);
  await held.tend();
  expect((await held.grants()).slice(2)).toEqual(["3 owner pending", "4 read-only pending"]);
});

test("one whose making fails is told once and not tried in circles, and takes nothing of the owner's", async () => {
  const held = await openRead();
  await held.confirm(1, 2);
  const owner = await held.seen.login(1);
  await owner.query("CREATE TABLE orders (id int); GRANT INSERT ON orders TO PUBLIC");
  await held.rotate({ access: "read-only" });
  for (let attempt = 0; attempt < 10; attempt++) {
    await held.tend();
    await held.db.query(sql`UPDATE steps SET due_at = now() - interval '1 ms' WHERE state = 'pending'`);
  }
  expect(await held.grants()).toEqual(["1 owner confirmed", "2 read-only confirmed"]);
  expect(await held.show()).toMatchObject({ reissue: null, blockedReason: null });
  const told = await held.db.query(sql`SELECT count(*)::int AS n FROM notifications WHERE template = 'reissue.failed'`);
  expect(told).toEqual([{ n: 1 }]);
  expect((await owner.query("SELECT count(*)::int AS n FROM orders")).rows).toEqual([{ n: 0 }]);
  await owner.end();
});

test("is refused for a resource whose template has none", async () => {
  const held = await openRead();
  await held.confirm(1, 2);
  await held.db.query(sql`UPDATE resources SET accesses = '{owner}'`);
  expect(await codeOf(held.rotate({ access: "read-only" }))).toBe("wrong_state");
});
