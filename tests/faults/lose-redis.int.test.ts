import { describe, expect, test } from "vitest";
import { openQueues } from "#server/adapters/queue/open-queues.ts";
import { relayOutbox } from "#server/outbox/relay-outbox.ts";
import { expectServedOnce, finishTimes, openRoomyServer, submitMany } from "#tests/faults/many-requests.ts";
import { sayFault } from "#tests/faults/say-fault.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { startWorkerProcess } from "#tests/faults/worker-process.ts";
import { askRedis } from "#tests/harness/ask-redis.ts";
import { findRedisBinary, startRedisServer, type RedisServer } from "#tests/harness/redis-server.ts";
import type { TestServer } from "#tests/harness/test-server.ts";

/** In every test run; `npm run test:faults` asks for ten times as many. */
const jobs = process.env.FAULT_ROUNDS === undefined ? 50 : 500;
const extraDelayMsMax = 10_000;
const timeoutMs = 2 * (120_000 + jobs * 1500);

const losses: Record<string, (redis: RedisServer) => Promise<unknown>> = {
  "is flushed": (redis) => askRedis(redis.url, "FLUSHALL"),
  "is cut off and comes back without its data": async (redis) => {
    await redis.kill();
    await redis.start();
  },
};

describe.skipIf(findRedisBinary() === null)("the queue's Redis", () => {
  test.for(Object.entries(losses))(
    "F7: %s, and every job that it held is done all the same",
    { timeout: timeoutMs },
    async ([what, lose]) => {
      const undisturbed = await drain(() => Promise.resolve());
      const disturbed = await drain(async (redis) => {
        await lose(redis);
        expect(await askRedis(redis.url, "DBSIZE")).toBe(0);
      });
      const extra = disturbed.map((time, rank) => time - (undisturbed[rank] ?? 0)).toSorted((one, two) => one - two);
      const p99 = extra[Math.ceil(extra.length * 0.99) - 1] ?? Number.NaN;
      sayFault(
        "F7",
        `Redis ${what}: ${disturbed.length} of ${jobs} ready, 0 twice, extra delay p99 ${p99.toFixed(0)} ms ` +
          `(all ready after ${disturbed.at(-1)?.toFixed(0)} ms, undisturbed ${undisturbed.at(-1)?.toFixed(0)} ms)`,
      );
      expect(p99).toBeLessThanOrEqual(extraDelayMsMax);
    },
  );
});

/** Puts every job on Redis, lets the fault land, starts a worker; gives when each request was ready, in order. */
async function drain(fault: (redis: RedisServer) => Promise<void>): Promise<number[]> {
  await using redis = await startRedisServer();
  const server = await openRoomyServer();
  await submitMany(server, jobs);
  await fillQueue(server, redis);
  await fault(redis);
  const worker = await startWorkerProcess(server, { env: { REDIS_URL: redis.url } });
  const times = await finishTimes(server, jobs, performance.now());
  await worker.kill("SIGTERM");
  expect(await worker.ended).toBe(0);
  await expectServedOnce(server, jobs);
  return times;
}

/** Relays the outbox to queues that nobody works on, and looks that Redis alone holds every job. */
async function fillQueue(server: TestServer, redis: RedisServer): Promise<void> {
  const queues = openQueues(server.ledger.worker, redis.url, server.worker.ctx.log);
  // Refused, with the rows left where they are, until the connection stands.
  const isRelayed = () =>
    relayOutbox(server.worker.ctx.db, queues).then(
      () => true as const,
      () => null,
    );
  await waitUntil("the outbox is relayed", 60_000, isRelayed).finally(() => queues.close());
  expect(await askRedis(redis.url, "LLEN", "latchkey:runs:wait")).toBe(jobs);
}
