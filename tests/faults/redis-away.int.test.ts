import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { settled } from "#tests/faults/faulty-run.ts";
import {
  countFulfilled,
  expectServedOnce,
  finishTimes,
  openRoomyServer,
  submitMany,
  submitOne,
} from "#tests/faults/many-requests.ts";
import { sayFault } from "#tests/faults/say-fault.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { startWorkerProcess } from "#tests/faults/worker-process.ts";
import { askRedis } from "#tests/harness/ask-redis.ts";
import { findRedisBinary, startRedisServer, type RedisServer } from "#tests/harness/redis-server.ts";

/** Ten leases of the workers that the harness starts. */
const outageMs = 10_000;
const betweenSubmitsMs = 250;
const shutdownMsMax = 25_000;
const timeoutMs = 120_000;

describe.skipIf(findRedisBinary() === null)("while the queue's Redis is away", () => {
  test("F8: every request is accepted for ten leases, and none is served twice", { timeout: timeoutMs }, async () => {
    await using redis = await startRedisServer();
    const server = await openRoomyServer();
    const worker = await startWorkerProcess(server, { env: { REDIS_URL: redis.url } });
    await answering(worker.log);
    let submitted = 8;
    await submitMany(server, submitted);
    await redis.kill();
    await expect(isAway(redis)).resolves.toBe(true);
    for (const end = performance.now() + outageMs; performance.now() < end; submitted++) {
      await submitOne(server, submitted);
      await setTimeout(betweenSubmitsMs);
    }
    const meanwhile = await countFulfilled(server);
    await redis.start();
    const returnedAt = performance.now();
    const after = (await finishTimes(server, submitted, returnedAt)).at(-1) ?? 0;
    await waitUntil("the worker is back on Redis", 5000, async () => told(worker.log, "it answers").length > 1 || null);
    await submitOne(server, submitted);
    await finishTimes(server, submitted + 1, returnedAt);
    expect(await askRedis(redis.url, "KEYS", "latchkey:runs:*")).not.toEqual([]);
    await worker.kill("SIGTERM");
    await expectServedOnce(server, submitted + 1);
    sayFault(
      "F8",
      `Redis down for ${outageMs} ms: ${submitted} of ${submitted} accepted, ${meanwhile} ready meanwhile, ` +
        `all ready ${after.toFixed(0)} ms after its return, 0 twice`,
    );
  });

  test("a worker starts, says so in one sentence, serves, and ends in time", { timeout: timeoutMs }, async () => {
    await using redis = await startRedisServer();
    await redis.kill();
    const server = await openRoomyServer();
    const worker = await startWorkerProcess(server, { env: { REDIS_URL: redis.url } });
    const { id } = await server.submit("dana");
    expect((await settled(server, id)).state).toBe("fulfilled");
    await setTimeout(2000);
    expect(worker.log.filter((line) => /redis/i.test(line))).toHaveLength(1);
    expect(told(worker.log, "does not answer")).toHaveLength(1);
    expect(worker.log.join()).not.toContain(redis.password);
    expect(await shutdownMs(worker)).toBeLessThan(shutdownMsMax);
  });

  test("a worker that was on it ends in time", { timeout: timeoutMs }, async () => {
    await using redis = await startRedisServer();
    const server = await openRoomyServer();
    const worker = await startWorkerProcess(server, { env: { REDIS_URL: redis.url } });
    await answering(worker.log);
    await redis.kill();
    await submitMany(server, 4);
    const tookMs = await shutdownMs(worker);
    console.log(`Redis down: a worker ended ${tookMs.toFixed(0)} ms after SIGTERM`);
    expect(tookMs).toBeLessThan(shutdownMsMax);
  });

  test("or hangs with its connections open, requests are served", { timeout: timeoutMs }, async () => {
    await using redis = await startRedisServer();
    const server = await openRoomyServer();
    const worker = await startWorkerProcess(server, { env: { REDIS_URL: redis.url } });
    await answering(worker.log);
    process.kill(redis.pid, "SIGSTOP");
    await expect(isAway(redis)).resolves.toBe(true);
    const sentAt = performance.now();
    await submitMany(server, 8);
    const last = (await finishTimes(server, 8, sentAt)).at(-1) ?? 0;
    console.log(`Redis hanging: 8 of 8 ready within ${last.toFixed(0)} ms`);
    process.kill(redis.pid, "SIGCONT");
    await worker.kill("SIGTERM");
    await expectServedOnce(server, 8);
  });
});

function told(log: readonly string[], words: string): string[] {
  return log.filter((line) => line.includes(words));
}

async function answering(log: readonly string[]): Promise<void> {
  await waitUntil("the worker has reached Redis", 5000, async () => told(log, "it answers").length > 0 || null);
}

/** The fault has landed: nothing answers there within half a second. */
async function isAway(redis: RedisServer): Promise<boolean> {
  const answer = askRedis(redis.url, "PING").then(
    () => false,
    () => true,
  );
  return Promise.race([answer, setTimeout(500, true)]);
}

async function shutdownMs(worker: Awaited<ReturnType<typeof startWorkerProcess>>): Promise<number> {
  const sentAt = performance.now();
  await worker.kill("SIGTERM");
  expect(await worker.ended).toBe(0);
  return performance.now() - sentAt;
}
