import { Redis } from "ioredis";
import pino from "pino";
import { describe, expect, test } from "vitest";
import { openRedisQueues } from "#server/adapters/queue/open-redis-queues.ts";
import { parseRedisUrl } from "#server/adapters/queue/parse-redis-url.ts";
import { findRedisBinary, startRedisServer } from "#tests/harness/redis-server.ts";

describe.skipIf(findRedisBinary() === null)("a job whose handler throws", () => {
  test("leaves the reason in the log, and nothing of it on the queue's server", async () => {
    const server = await startRedisServer();
    const url = server.url;
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    const queues = openRedisQueues(parseRedisUrl(url), log);
    const redis = new Redis(url, { disableClientInfo: true });
    const events = async () => JSON.stringify(await redis.xrange("latchkey:notices:events", "-", "+"));
    queues.work("notices", { concurrency: 1 }, () => Promise.reject(new Error("550 <dana@latchkey.test> refused")));
    await expect.poll(() => lines.join("")).toContain("it answers");
    await queues.add("notices", { topic: "notice.send", payload: { id: "ntf_1" } });
    await expect.poll(events).toContain('"failed"');
    expect(await events()).not.toContain("dana");
    expect(lines.filter((line) => line.includes("a job failed"))).toEqual([expect.stringContaining("dana")]);
    await queues.close();
    redis.disconnect();
    await server.remove();
  });
});
