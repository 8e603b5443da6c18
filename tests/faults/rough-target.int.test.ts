import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { openFaultProxy } from "#tests/contract-suite/fault-proxy.ts";
import { driveRun } from "#tests/faults/drive-run.ts";
import { inBatches } from "#tests/faults/in-batches.ts";
import { expectServedOnce, openRoomyServer, submitOne } from "#tests/faults/many-requests.ts";
import { startRoughProxy } from "#tests/faults/rough-proxy.ts";
import { sayFault } from "#tests/faults/say-fault.ts";
import { seededRandom } from "#tests/faults/seeded-random.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";
import { startHealth } from "#workers/health.ts";

const attemptsMax = 6;

const slow = fullCount(16, 8);
/** Added to each answer; a database is some thirty of them away, of which one step waits for a third. */
const latencyMs = fullCount(5000, 20);

test(
  "F15: through a slow line that resets connections everything is built, within six attempts for each step",
  { timeout: 1_200_000 },
  async () => {
    await using proxy = await startRoughProxy(upstream(), { latencyMs, resetShare: 0.05, random: seededRandom() });
    const server = await openRoomyServer({ targetUrl: through(proxy.port) });
    await using _ = await lookAfterBackends(server);
    await inBatches(slow, 8, async (index) => {
      const { id } = await submitOne(server, index);
      const runId = (await startProvisionRun(server.worker, id)) ?? "";
      await driveRun(server.worker, runId);
    });
    await expectServedOnce(server, slow);
    const [{ most, retried } = { most: 0, retried: 0 }] = await server.worker.ctx.db.query<{
      most: number;
      retried: number;
    }>(sql`SELECT max(attempt) AS most, count(*) FILTER (WHERE attempt > 1)::int AS retried FROM steps`);
    expect(proxy.resets).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(attemptsMax);
    sayFault(
      "F15",
      `${slow} of ${slow} built at +${latencyMs} ms with ${proxy.resets} of ${proxy.connections} connections reset; ` +
        `${retried} steps retried, at most ${most} attempts, 0 twice`,
    );
  },
);

/** Looks, as a worker does, whether what did not answer does; a synthetic build of its own takes too long for this line. */
async function lookAfterBackends({ worker }: TestServer): Promise<AsyncDisposable> {
  await worker.ctx.db.query(sql`
    INSERT INTO backend_health (name, canary_at)
    SELECT name, clock_timestamp() + interval '1 day' FROM unnest(${[...worker.ctx.catalog.backends.keys()]}::text[]) name
    ON CONFLICT (name) DO UPDATE SET canary_at = EXCLUDED.canary_at`);
  const stop = new AbortController();
  const loop = startHealth(worker, stop.signal);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await loop.idle();
    },
  };
}

const ambiguous = fullCount(200, 12);

test(
  "F16: whatever answer is lost after the back end did what was asked, exactly one thing is built",
  { timeout: 60_000 + ambiguous * 5_000 },
  async () => {
    const random = seededRandom();
    const answers = await countAnswers();
    const server = await openRoomyServer();
    const dana = await server.actor("dana");
    const cuts = new Set<number>();
    await inBatches(ambiguous, 1, async (index) => {
      // Every place of a build in turn where there are enough rounds, else some of them.
      const at = ambiguous >= answers ? (index % answers) + 1 : Math.ceil(random() * answers);
      const proxy = await openFaultProxy(upstream(), { kind: "cut", at });
      await writeFile(join(server.home, "secrets/target-admin-url"), through(proxy.port));
      const { id } = await submitOne(server, index);
      await driveRun(server.worker, (await startProvisionRun(server.worker, id)) ?? "");
      await proxy.close();
      if (proxy.answers >= at) cuts.add(at);
      expect(await showRequest(server.web, dana, id)).toMatchObject({ state: "fulfilled", blockedReason: null });
    });
    await expectServedOnce(server, ambiguous);
    expect((await verifyAudit(server.worker.ctx.db)).findings).toEqual([]);
    expect(cuts.size).toBeGreaterThan(Math.min(ambiguous / 4, answers - 2));
    sayFault("F16", `${ambiguous} of ${ambiguous} built; answers lost at ${cuts.size} of ${answers} places, 0 twice`);
  },
);

/** How many answers of the target a build hears that nothing disturbs. */
async function countAnswers(): Promise<number> {
  const proxy = await openFaultProxy(upstream());
  const server = await openTestServer({}, { targetUrl: through(proxy.port) });
  await server.build((await server.submit("dana")).id);
  await proxy.close();
  return proxy.answers;
}

function upstream() {
  const { hostname, port } = new URL(targetAdminUrl());
  return { host: hostname, port: Number(port) };
}

function through(port: number): string {
  const url = new URL(targetAdminUrl());
  url.port = String(port);
  return url.href;
}
