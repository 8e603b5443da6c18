import { onTestFinished } from "vitest";
import { openQueues } from "#server/adapters/queue/open-queues.ts";
import type { Queues } from "#server/adapters/queue/queues.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { askRedis } from "#tests/harness/ask-redis.ts";
import type { TestServer } from "#tests/harness/test-server.ts";
import { startRelay } from "#workers/relay.ts";
import { startRuns } from "#workers/runs.ts";
import { startSweeper } from "#workers/sweeper.ts";

/**
 * Starts, in this process, what a worker does for runs, and waits until it takes jobs; it ends with the test. Give
 * `false` to leave the sweeper out.
 */
export async function startWorker(
  server: TestServer,
  redisUrl: string | undefined,
  hasSweeper = true,
): Promise<Queues> {
  const { ctx } = server.worker;
  const queues = openQueues(server.ledger.worker, redisUrl, ctx.log);
  const stop = new AbortController();
  const bulkhead = startRuns(server.worker, queues);
  const relay = startRelay({ ctx, queues, connectionString: server.ledger.worker, signal: stop.signal });
  const sweeper = hasSweeper ? startSweeper(server.worker, queues, stop.signal) : null;
  onTestFinished(async () => {
    stop.abort();
    await Promise.all([relay.idle(), sweeper?.idle()]);
    await bulkhead.close();
    await queues.close();
  });
  if (redisUrl !== undefined) await waitUntil("a worker waits on Redis", 5000, () => hasWaiter(redisUrl));
  return queues;
}

async function hasWaiter(redisUrl: string): Promise<true | null> {
  return String(await askRedis(redisUrl, "CLIENT", "LIST")).includes("cmd=bzpopmin") || null;
}
