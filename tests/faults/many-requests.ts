import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import type { RequestView } from "#domain/contracts/request.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { targetObjects } from "#tests/faults/target-objects.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { copyCatalogWithManyTeams, manyTeams } from "#tests/harness/many-teams.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";

/** Opens a test server whose teams' quotas and whose rate limits are out of the way of a load. */
export async function openRoomyServer(own?: Parameters<typeof openTestServer>[1]): Promise<TestServer> {
  const catalog = await mkdtemp(join(tmpdir(), "latchkey-catalog-"));
  onTestFinished(() => rm(catalog, { recursive: true, force: true }));
  await copyCatalogWithManyTeams(catalog);
  return openTestServer({ CATALOG_DIR: catalog, RATE_LIMIT_SUBMITS_PER_MINUTE: "10000000" }, own);
}

/** Submits dana's requests, each granted at once, spread over the teams. */
export async function submitMany(server: TestServer, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await submitOne(server, index);
}

/** Submits the request of this number. @throws when it is not accepted and granted */
export async function submitOne(server: TestServer, index: number): Promise<RequestView> {
  const request = await server.submit("dana", { team: manyTeams[index % manyTeams.length] ?? "" });
  expect(request.state).toBe("approved");
  return request;
}

/** Gives how many requests have what was asked for. */
export async function countFulfilled(server: TestServer): Promise<number> {
  const [row] = await server.web.db.query<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM requests WHERE state = 'fulfilled'`,
  );
  return row?.n ?? 0;
}

/** Waits until all are fulfilled; gives, for each in the order of finishing, the milliseconds since `since`. */
export async function finishTimes(server: TestServer, count: number, since: number): Promise<number[]> {
  const times: number[] = [];
  // Twice what the slowest machine of ours needs for each, and a minute for what a fault costs.
  await waitUntil(`${count} requests are fulfilled`, 60_000 + count * 1000, async () => {
    const fulfilled = await countFulfilled(server);
    while (times.length < fulfilled) times.push(performance.now() - since);
    return fulfilled === count || null;
  });
  return times;
}

/** Looks that each of the requests has one run, one resource, one access and one database, and nothing is left over. */
export async function expectServedOnce(server: TestServer, count: number): Promise<void> {
  const { db } = server.web;
  const [rows] = await db.query(sql`SELECT (SELECT count(*)::int FROM requests WHERE state = 'fulfilled') AS fulfilled,
    (SELECT count(*)::int FROM runs) AS runs, (SELECT count(*)::int FROM resources WHERE state = 'active') AS resources,
    (SELECT count(*)::int FROM grants) AS grants`);
  expect(rows).toEqual({ fulfilled: count, runs: count, resources: count, grants: count });
  const ids = await db.query<{ id: string }>(sql`SELECT id FROM resources`);
  expect((await targetObjects(ids.map(({ id }) => id))).databases).toHaveLength(count);
}
