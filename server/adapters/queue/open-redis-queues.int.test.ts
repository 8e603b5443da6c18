import { setTimeout } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { openLog } from "#server/adapters/log/log.ts";
import { openQueues } from "#server/adapters/queue/open-queues.ts";
import type { HandleJob, Queues } from "#server/adapters/queue/queues.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { askRedis } from "#tests/harness/ask-redis.ts";
import { findRedisBinary, startRedisServer, type RedisServer } from "#tests/harness/redis-server.ts";

const settleMs = 15_000;
/** SIGTERM to the end of the process is 25 s; the queue may take a part of it. */
const closeMs = 5000;

interface Opened {
  readonly redis: RedisServer;
  readonly queues: Queues;
  /** Payloads of the jobs done, in their order. */
  readonly done: unknown[];
  /** Everything logged. */
  readonly said: () => string;
}

async function startRedis(parameters: Record<string, string> = {}): Promise<RedisServer> {
  const redis = await startRedisServer(parameters);
  onTestFinished(() => redis.remove());
  return redis;
}

function open(redis: RedisServer, { url = redis.url, handle }: { url?: string; handle?: HandleJob } = {}): Opened {
  const [done, lines]: [unknown[], string[]] = [[], []];
  const log = openLog("worker", { write: (line: string) => void lines.push(line) });
  const queues = openQueues("", url, log);
  queues.work("runs", { concurrency: 4 }, async (job) => {
    await handle?.(job);
    done.push(job.payload);
  });
  onTestFinished(() => queues.close());
  return { redis, queues, done, said: () => lines.join("") };
}

async function waits({ redis }: Opened): Promise<void> {
  await waitUntil("a worker waits on Redis", settleMs, async () => {
    return String(await askRedis(redis.url, "CLIENT", "LIST").catch(() => "")).includes("cmd=bzpopmin") || null;
  });
}

let ids = 0;

/** Adds a job and gives the milliseconds until it is done. */
async function doOne({ queues, done }: Opened, delayMs = 0): Promise<number> {
  const payload = { runId: `run-${(ids += 1)}` };
  const startedAt = performance.now();
  await queues.add("runs", { topic: "run.continue", payload }, delayMs);
  await waitUntil("the job is done", settleMs, async () => {
    return done.some((one) => JSON.stringify(one) === JSON.stringify(payload)) || null;
  });
  return performance.now() - startedAt;
}

/** How many jobs the server was given to keep. */
async function jobsKept({ redis }: Opened): Promise<number> {
  const stats = String(await askRedis(redis.url, "INFO", "commandstats"));
  return Number(/^cmdstat_lpush:calls=(\d+)/m.exec(stats)?.[1] ?? 0);
}

/** Waits until a job goes over Redis, as the worker's own sweeps would find out. */
async function goesOverRedis(opened: Opened): Promise<void> {
  await waits(opened);
  await waitUntil("jobs go over Redis again", settleMs, async () => {
    const before = await jobsKept(opened);
    await doOne(opened);
    return (await jobsKept(opened)) > before || null;
  });
}

describe.skipIf(findRedisBinary() === null)("the queue on Redis", () => {
  test("takes jobs over Redis, a delayed one when it is due", async () => {
    const opened = open(await startRedis());
    await waits(opened);
    expect(await doOne(opened)).toBeLessThan(500);
    const delayed = await doOne(opened, 400);
    expect(delayed).toBeGreaterThan(390);
    expect(delayed).toBeLessThan(2000);
    // The delayed one twice: it is put in line when it is due.
    expect(await jobsKept(opened)).toBe(2);
    expect(opened.said()).not.toContain("does not answer");
  });

  test("needs of a user no more than its own keys and no dangerous command but INFO", async () => {
    const redis = await startRedis();
    const rules = ["on", ">queue-pw", "resetchannels", "~latchkey:*", "+@all", "-@dangerous", "+info"];
    await askRedis(redis.url, "ACL", "SETUSER", "queue", ...rules);
    const opened = open(redis, { url: redis.url.replace(/default:[^@]*/, "queue:queue-pw") });
    await waits(opened);
    expect(await doOne(opened)).toBeLessThan(500);
    expect(await doOne(opened, 200)).toBeLessThan(2000);
    expect(await askRedis(redis.url, "ACL", "LOG")).toEqual([]);
    expect(opened.said()).not.toMatch(/NOPERM|queue-pw/);
  });

  test.for([
    { missing: "the right to its keys", rules: ["~other:*", "+@all"] },
    { missing: "the right to run scripts", rules: ["~latchkey:*", "+@all", "-@scripting"] },
    { missing: "the right to INFO", rules: ["~latchkey:*", "+@all", "-@dangerous"] },
  ])("is not kept busy by a server that refuses it $missing, and goes on when it no longer does", async ({ rules }) => {
    const redis = await startRedis();
    await askRedis(redis.url, "ACL", "SETUSER", "queue", "on", ">queue-pw", "resetchannels", ...rules);
    const opened = open(redis, { url: redis.url.replace(/default:[^@]*/, "queue:queue-pw") });
    await setTimeout(200);
    const before = process.cpuUsage();
    expect(await doOne(opened)).toBeLessThan(1000);
    await setTimeout(1500);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(600);
    expect(opened.said()).toMatch(/NOPERM/);
    expect(opened.said().length).toBeLessThan(10_000);
    await askRedis(redis.url, "ACL", "SETUSER", "queue", "~latchkey:*", "+@all");
    await goesOverRedis(opened);
  });

  test("says that the password is wrong, and does not say it", async () => {
    const redis = await startRedis();
    const opened = open(redis, { url: redis.url.replace(/default:[^@]*/, "default:not-the-password") });
    expect(await doOne(opened)).toBeLessThan(1000);
    await setTimeout(500);
    expect(opened.said()).toContain("WRONGPASS");
    expect(opened.said()).not.toContain("not-the-password");
  });

  test("begins without a server, does the work itself, and moves to the server when it comes", async () => {
    const redis = await startRedis();
    await redis.stop();
    const opened = open(redis);
    expect(await doOne(opened)).toBeLessThan(500);
    await setTimeout(1500);
    expect(opened.said().match(/does not answer/g)).toHaveLength(1);
    await redis.start();
    await goesOverRedis(opened);
    expect(opened.said()).not.toContain(redis.password);
  });

  test.for(["stop", "kill"] as const)("goes on over a server that was ended by %s and came back empty", async (how) => {
    const opened = open(await startRedis());
    await waits(opened);
    await doOne(opened);
    await opened.redis[how]();
    expect(await doOne(opened)).toBeLessThan(3000);
    await opened.redis.start();
    await goesOverRedis(opened);
    expect(opened.said().match(/does not answer/g)).toHaveLength(1);
  });

  test("goes on when everything in it was deleted", async () => {
    const opened = open(await startRedis());
    await waits(opened);
    await doOne(opened);
    await askRedis(opened.redis.url, "FLUSHALL");
    expect(await doOne(opened)).toBeLessThan(500);
    expect(await doOne(opened, 100)).toBeLessThan(2000);
  });

  test("does the work itself while the server hangs, and does not wait for each job", async () => {
    const opened = open(await startRedis());
    await waits(opened);
    process.kill(opened.redis.pid, "SIGSTOP");
    expect(await doOne(opened)).toBeLessThan(4000);
    expect(await doOne(opened)).toBeLessThan(500);
    process.kill(opened.redis.pid, "SIGCONT");
    await goesOverRedis(opened);
  });

  test("does the work itself while the server has no memory for a job", async () => {
    const opened = open(await startRedis());
    await waits(opened);
    await askRedis(opened.redis.url, "CONFIG", "SET", "maxmemory", "1mb");
    expect(await doOne(opened)).toBeLessThan(500);
    expect(opened.said()).toContain("did not take a job");
    await askRedis(opened.redis.url, "CONFIG", "SET", "maxmemory", "0");
    await goesOverRedis(opened);
  });

  test("says when the server may throw jobs away", async () => {
    const opened = open(await startRedis({ "maxmemory-policy": "allkeys-lru" }));
    await waits(opened);
    expect(opened.said()).toContain("set its maxmemory-policy to noeviction");
  });

  test.for(["there", "away", "hanging"] as const)(
    "closes soon with the server %s, after the job under way",
    async (state) => {
      const opened = open(await startRedis(), { handle: () => setTimeout(300) });
      await waits(opened);
      const job = { topic: "run.continue", payload: { runId: "last" } };
      await opened.queues.add("runs", job);
      await setTimeout(100);
      if (state === "away") await opened.redis.kill();
      if (state === "hanging") process.kill(opened.redis.pid, "SIGSTOP");
      const startedAt = performance.now();
      await opened.queues.close();
      expect(performance.now() - startedAt).toBeLessThan(closeMs);
      expect(opened.done).toEqual([job.payload]);
      if (state === "hanging") process.kill(opened.redis.pid, "SIGCONT");
    },
  );

  test("closes soon when there never was a server", async () => {
    const redis = await startRedis();
    await redis.stop();
    const { queues } = open(redis);
    await setTimeout(100);
    const startedAt = performance.now();
    await queues.close();
    expect(performance.now() - startedAt).toBeLessThan(closeMs);
  });
});
