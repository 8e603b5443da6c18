import { expect, test } from "vitest";
import { openLog } from "#server/adapters/log/log.ts";
import { openLocalLane } from "#server/adapters/queue/local-lane.ts";
import type { Pace, QueueJob } from "#server/adapters/queue/queues.ts";

/** A lane whose jobs end when the test says so; `begun` holds their topics in order. */
function openHeldLane(pace: Pace, fail: readonly string[] = []) {
  const begun: string[] = [];
  const held: (() => void)[] = [];
  const handle = async ({ topic }: QueueJob) => {
    begun.push(topic);
    await new Promise<void>((resolve) => held.push(resolve));
    if (fail.includes(topic)) throw new Error(`${topic} failed`);
  };
  const lane = openLocalLane(pace, handle, openLog("test"));
  const take = (...topics: string[]) => topics.forEach((topic) => lane.take({ topic, payload: {} }));
  return { lane, begun, take, endNext: () => held.shift()?.() };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("does as many jobs at a time as the queue would, each of those that wait once", async () => {
  const { lane, begun, take, endNext } = openHeldLane({ concurrency: 2 });
  take("a", "b", "c", "c", "d");
  expect(begun).toEqual(["a", "b"]);
  endNext();
  await settle();
  expect(begun).toEqual(["a", "b", "c"]);
  // One that is under way may come again: it is a hint that something changed since.
  take("c");
  for (let turn = 0; turn < 5; turn++) {
    endNext();
    await settle();
  }
  expect(begun).toEqual(["a", "b", "c", "d", "c"]);
  await lane.close();
});

test("goes on after a job that fails", async () => {
  const { begun, take, endNext } = openHeldLane({ concurrency: 1 }, ["a"]);
  take("a", "b");
  endNext();
  await settle();
  expect(begun).toEqual(["a", "b"]);
});

test("ends when what is under way has ended, and begins nothing more", async () => {
  const { lane, begun, take, endNext } = openHeldLane({ concurrency: 1 });
  take("a", "b");
  const closed = lane.close();
  take("c");
  endNext();
  await closed;
  expect(begun).toEqual(["a"]);
});

test("keeps a rate of jobs begun per second", async () => {
  const startedAt = performance.now();
  const begunAt: number[] = [];
  const handle = async () => void begunAt.push(performance.now() - startedAt);
  const lane = openLocalLane({ concurrency: 2, perSecondMax: 40 }, handle, openLog("test"));
  for (let index = 0; index < 5; index++) lane.take({ topic: "a", payload: { index } });
  while (begunAt.length < 5) await settle();
  await lane.close();
  // Two at once, then two after 50 ms, then one after 100 ms.
  expect(begunAt.at(-1)).toBeGreaterThan(95);
});
