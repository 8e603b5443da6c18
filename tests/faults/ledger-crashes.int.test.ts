import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { expectServedOnce, finishTimes, openRoomyServer } from "#tests/faults/many-requests.ts";
import { sayFault } from "#tests/faults/say-fault.ts";
import { startWorkerProcess } from "#tests/faults/worker-process.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { createLedgerOn } from "#tests/harness/ledger.ts";
import { manyTeams } from "#tests/harness/many-teams.ts";
import { startOwnCluster } from "#tests/harness/start-clusters.ts";
import { sampleBody, type TestServer } from "#tests/harness/test-server.ts";

const requestsMin = fullCount(1000, 40);
const crashes = fullCount(50, 3);
const betweenMs = 1500;
/** Each client rests so long between two requests. */
const restMs = 150;
/** How long an error may last after a crash. */
const windowMsMax = 15_000;

test(
  "F5: when the ledger's server crashes under load nothing that was acknowledged is lost and nothing happens twice",
  { timeout: 180_000 + crashes * 20_000 },
  async () => {
    await using cluster = await startOwnCluster("system");
    const server = await openRoomyServer({ ledger: await createLedgerOn(cluster.adminUrl) });
    const workers = [await startWorkerProcess(server), await startWorkerProcess(server)];
    const failedMs: number[] = [];
    const acknowledged: string[] = [];
    let requests = 0;
    let isOver = false;
    const client = async () => {
      while (!isOver || requests < requestsMin) {
        const { id, outMs } = await submitUntilAcknowledged(server, requests++);
        acknowledged.push(id);
        if (outMs > 0) failedMs.push(outMs);
        await setTimeout(restMs);
      }
    };
    const load = Promise.all([client(), client(), client(), client()]);
    for (let crash = 0; crash < crashes; crash++) {
      await setTimeout(betweenMs);
      await cluster.crash();
      await cluster.start();
    }
    isOver = true;
    await load;
    await finishTimes(server, requests, performance.now());
    for (const worker of workers) {
      await worker.kill("SIGTERM");
      expect(await worker.ended).toBe(0);
    }
    await expectServedOnce(server, requests);
    const kept = await server.web.db.query<{ id: string }>(sql`SELECT id FROM requests`);
    expect(new Set(kept.map(({ id }) => id))).toEqual(new Set(acknowledged));
    expect((await verifyAudit(server.worker.ctx.db)).findings).toEqual([]);
    const worst = Math.max(0, ...failedMs);
    expect(failedMs.length).toBeGreaterThan(0);
    expect(worst).toBeLessThanOrEqual(windowMsMax);
    sayFault(
      "F5",
      `${crashes} crashes during ${requests} requests: 0 of ${acknowledged.length} acknowledged lost, 0 twice; ` +
        `${failedMs.length} calls met an error, for ${worst.toFixed(0)} ms at most`,
    );
  },
);

/** Asks again under the same key until there is an answer; gives how long there was none. */
async function submitUntilAcknowledged(server: TestServer, index: number): Promise<{ id: string; outMs: number }> {
  const body = sampleBody({ team: manyTeams[index % manyTeams.length] ?? "" });
  const beganAt = performance.now();
  for (let failures = 0; ; failures++) {
    try {
      const dana = await server.actor("dana");
      const { request } = await submitRequest(server.web, dana, { body, idempotencyKey: `crash-${index}` });
      expect(request.state).toBe("approved");
      return { id: request.id, outMs: failures === 0 ? 0 : performance.now() - beganAt };
    } catch (error) {
      if (performance.now() - beganAt > 4 * windowMsMax) throw error;
      await setTimeout(50);
    }
  }
}
