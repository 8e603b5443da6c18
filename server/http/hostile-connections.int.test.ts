import { beforeAll, expect, test } from "vitest";
import { limitConnections } from "#server/http/limit-connections.ts";
import { startApi } from "#tests/api/start-api.ts";
import { dribble, hostileKinds, sendHostile, stayMute, type Door } from "#tests/machine/hostile-calls.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";

const headSeconds = 2;
const mebibyte = 1024 * 1024;

let door: Door;
beforeAll(async () => {
  limitConnections({ headSeconds, callSeconds: 20 });
  const api = await startApi();
  door = { origin: new URL(await api.listen()), authorization: `Bearer ${await api.token("dana")}` };
  await latencies(1);
});

test("N37: answers what is too much as soon as it is, and keeps little of it", async () => {
  const round = async () => {
    const outcomes: (readonly [name: string, status: number, ms: number])[] = [];
    for (const kind of hostileKinds) {
      const { status, ms } = await sendHostile(door, kind);
      outcomes.push([kind.name, status, ms]);
    }
    return outcomes;
  };
  const wanted = hostileKinds.map(({ name, status }) => [name, status]);
  expect((await round()).map(([name, status]) => [name, status])).toEqual(wanted);
  // What a process takes once, for its code and its heap, is not what an attacker makes it keep.
  for (let warm = 0; warm < 3; warm += 1) await round();
  const before = process.memoryUsage().rss;
  let largest = 0;
  let slowest = 0;
  for (let again = 0; again < 5; again += 1) {
    for (const [, , ms] of await round()) slowest = Math.max(slowest, ms);
    largest = Math.max(largest, process.memoryUsage().rss - before);
  }
  // Attacker and server share this process.
  expect(largest).toBeLessThan(50 * mebibyte);
  sayMachine(
    "N37",
    `${hostileKinds.length} kinds of call that are too much, 5 times each: all refused, the slowest after ${Math.round(slowest)} ms, memory + ${Math.round(largest / mebibyte)} MB`,
  );
});

test("N37: answers 200 clients that dribble their heads or bodies within their time, and everybody else meanwhile", async () => {
  const heads = Array.from({ length: 100 }, () => dribble(door, "head"));
  const bodies = Array.from({ length: 100 }, () => dribble(door, "body"));
  const mute = stayMute(door);
  const quiet = await latencies(20);
  const slowHeads = await Promise.all(heads);
  const busy = await latencies(20);
  const slowBodies = await Promise.all(bodies);
  // A browser connects before it has anything to say, and would take an answer for one to its next call.
  expect((await mute).status).toBe(0);
  expect(new Set(slowHeads.map(({ status }) => status))).toEqual(new Set([408]));
  expect(new Set(slowBodies.map(({ status }) => status))).toEqual(new Set([400]));
  const longest = (some: readonly { ms: number }[]) => Math.round(Math.max(...some.map(({ ms }) => ms)));
  sayMachine(
    "N37",
    `100 slow heads: 408 after ${longest(slowHeads)} ms of ${headSeconds * 1000}; 100 slow bodies: 400 after ${longest(slowBodies)} ms of 10000; others meanwhile: ${quiet} ms and ${busy} ms at the 95th percentile, 40 of 40 answered`,
  );
});

/** The 95th percentile of calls of somebody else, one after another; every one has to be answered. */
async function latencies(calls: number): Promise<number> {
  const { origin, authorization } = door;
  const took: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const startedAt = performance.now();
    const answer = await fetch(new URL("/api/v1/templates", origin), { headers: { authorization } });
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
    took.push(performance.now() - startedAt);
  }
  return Math.round(took.toSorted((one, other) => one - other)[Math.floor(calls * 0.95)] ?? 0);
}
