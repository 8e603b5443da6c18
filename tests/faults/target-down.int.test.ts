import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { countFulfilled, finishTimes, openRoomyServer, submitMany } from "#tests/faults/many-requests.ts";
import { sayFault } from "#tests/faults/say-fault.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { startWorkerProcess } from "#tests/faults/worker-process.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { manyTeams } from "#tests/harness/many-teams.ts";
import { startOwnCluster } from "#tests/harness/start-clusters.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";
import type { TestServer } from "#tests/harness/test-server.ts";

/** Ten leases of the workers that the harness starts. */
const outageMs = 10_000;
const afterReturnMsMax = 300_000;
const building = fullCount(100);
const beside = fullCount(20, 4);
const ending = fullCount(100);

test(
  "F14: while a back end is down what is built on it waits and another one serves; all of it is ready after its return",
  { timeout: 120_000 + building * 4000 },
  async () => {
    await using target = await startOwnCluster("target");
    const server = await openWithSecond(target.adminUrl);
    const worker = await startWorkerProcess(server);
    await submitMany(server, 4);
    await finishTimes(server, 4, performance.now());
    await target.crash();
    const crashedAt = performance.now();
    await submitMany(server, building);
    const isOpen = async () => (await outageOf(server)) ?? null;
    await waitUntil("the outage is known", 30_000, isOpen);
    const knownMs = performance.now() - crashedAt;
    await submitBeside(server);
    const besideMs = (await finishTimes(server, 4 + beside, performance.now())).at(-1) ?? 0;
    await setTimeout(Math.max(0, outageMs - (performance.now() - crashedAt)));
    expect(await countFulfilled(server)).toBe(4 + beside);
    await target.start();
    const returnedAt = performance.now();
    const readyMs = (await finishTimes(server, 4 + beside + building, returnedAt)).at(-1) ?? 0;
    await worker.kill("SIGTERM");
    expect(readyMs).toBeLessThanOrEqual(afterReturnMsMax);
    const [undone] = await server.web.db.query(
      sql`SELECT count(*)::int AS n FROM runs WHERE kind = 'provision' AND state <> 'succeeded'`,
    );
    expect(undone).toEqual({ n: 0 });
    expect(await databasesOf(target.adminUrl)).toBe(4 + building);
    expect((await verifyAudit(server.worker.ctx.db)).findings).toEqual([]);
    sayFault(
      "F14",
      `down for ${outageMs} ms, known after ${knownMs.toFixed(0)} ms: ${beside} of ${beside} on another back end ready ` +
        `in ${besideMs.toFixed(0)} ms meanwhile, ${building} of ${building} ready ${readyMs.toFixed(0)} ms after its return, 0 twice`,
    );
  },
);

test(
  "F17: access that cannot be ended is shown as blocked and told, and ends by itself when the back end is back",
  { timeout: 120_000 + ending * 4000 },
  async () => {
    await using target = await startOwnCluster("target");
    const server = await openWithSecond(target.adminUrl);
    const worker = await startWorkerProcess(server);
    await submitMany(server, ending);
    await finishTimes(server, ending, performance.now());
    await target.crash();
    const crashedAt = performance.now();
    const dana = await server.actor("dana");
    const held = await server.web.db.query<{ id: string }>(sql`SELECT id FROM resources`);
    for (const { id } of held) await releaseResource(server.web, dana, { id });
    await waitUntil("every one is shown as blocked", 60_000, async () => {
      return (await countResources(server, "revocation_unverified")) === ending || null;
    });
    const shownMs = performance.now() - crashedAt;
    const told = await server.web.db.query(sql`
      SELECT DISTINCT request_id FROM audit_events WHERE (text::jsonb ->> 'action') = 'resource.blocked'`);
    expect(told).toHaveLength(ending);
    await setTimeout(Math.max(0, outageMs - (performance.now() - crashedAt)));
    await target.start();
    const returnedAt = performance.now();
    await waitUntil("every one is gone", afterReturnMsMax, async () => {
      const [row] = await server.web.db.query<{ n: number }>(
        sql`SELECT count(*)::int AS n FROM resources WHERE state = 'destroyed' AND blocked_reason IS NULL`,
      );
      return row?.n === ending || null;
    });
    const goneMs = performance.now() - returnedAt;
    await worker.kill("SIGTERM");
    expect(await databasesOf(target.adminUrl)).toBe(0);
    expect((await verifyAudit(server.worker.ctx.db)).findings).toEqual([]);
    sayFault(
      "F17",
      `${ending} of ${ending} shown as blocked ${shownMs.toFixed(0)} ms after the loss, proven ended ${goneMs.toFixed(0)} ms after the return, 0 dropped`,
    );
  },
);

/** A server whose back end for development is the test's own, and another one for staging. */
async function openWithSecond(ownUrl: string): Promise<TestServer> {
  const server = await openRoomyServer({ targetUrl: ownUrl });
  const { CATALOG_DIR } = server.worker.ctx.settings;
  const path = join(CATALOG_DIR, "backends.yaml");
  const second = `  - name: second-postgres
    type: postgres-database
    environments: [staging]
    regions: [local]
    adminSecretFile: secrets/second-admin-url
    settings:
      sslmode: disable
`;
  const text = await readFile(path, "utf8");
  const own = text.replace("environments: [dev, staging, production]", "environments: [dev, production]");
  await writeFile(path, own.replace(/^backends:\n/m, `backends:\n${second}`));
  await writeFile(join(server.home, "secrets/second-admin-url"), targetAdminUrl(), { mode: 0o400 });
  // Files are taken up once two looks find them alike.
  for (const _ of ["found", "settled"]) await server.web.catalogKeeper.look();
  return server;
}

async function submitBeside(server: TestServer): Promise<void> {
  for (let index = 0; index < beside; index++) {
    const request = await server.submit("dana", { team: manyTeams[index] ?? "", environment: "staging" });
    expect(request.state).toBe("approved");
  }
}

async function outageOf(server: TestServer): Promise<unknown> {
  const [row] = await server.web.db.query(
    sql`SELECT opened_at FROM backend_health WHERE name = 'embedded-postgres' AND opened_at IS NOT NULL`,
  );
  return row;
}

async function countResources(server: TestServer, blockedReason: string): Promise<number> {
  const [row] = await server.web.db.query<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM resources WHERE blocked_reason = ${blockedReason}`,
  );
  return row?.n ?? 0;
}

async function databasesOf(adminUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE 'latchkey:res\\_%'`,
    );
    return rows[0]?.n ?? 0;
  } finally {
    await client.end();
  }
}
