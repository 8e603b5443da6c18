import { beforeAll, expect, test } from "vitest";
import { problemSchema } from "#domain/contracts/problem.ts";
import { operations, type Operation } from "#tests/api/api-document.ts";
import { openApiWorld, type ApiWorld } from "#tests/api/api-world.ts";
import { findCapability } from "#tests/api/find-capability.ts";
import type { FuzzCase } from "#tests/api/fuzz-cases.ts";
import { fuzzOperation } from "#tests/api/fuzz-operation.ts";
import { FuzzTally } from "#tests/api/fuzz-tally.ts";
import { goodCalls, type GoodCall, type GoodCallMaker } from "#tests/api/good-calls.ts";
import { encodeBody, targetOf } from "#tests/api/target-of.ts";
import { WorldThings } from "#tests/api/world-things.ts";
import { seededRandom } from "#tests/faults/seeded-random.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";

/** The same in every test run; another one in a fault run. */
const seed = Number(process.env.FUZZ_SEED ?? process.env.FAULT_SEED ?? 20261127);
const counts = { fitting: fullCount(100, 6), wrong: fullCount(1000, 24) };
/** One operation alone, to look at what was found. */
const only = process.env.FUZZ_ONLY?.split(",");

let world: ApiWorld;
let things: WorldThings;
beforeAll(async () => {
  world = await openApiWorld();
  things = new WorldThings(world);
  return () => world.ledger.end();
});

const served = operations.filter(({ base }) => base !== "reveal");
const fuzzed = served.filter(({ id }) => only?.includes(id) ?? true);

/** What nobody has written a good call for yet is tried by somebody who may much, about what is not there. */
const unwritten: GoodCallMaker = async () => ({ by: "rae", id: "none-of-that-name" });

async function send(operation: Operation, good: GoodCall, one: FuzzCase) {
  const { id, query, body } = one;
  const { raw = one.raw, headers } = encodeBody(operation, one.raw === undefined ? body : undefined);
  const stop = new AbortController();
  const target = targetOf(operation, { ...good, id }, query);
  const sent = { rawBody: raw, headers: { ...headers, ...one.headers }, signal: stop.signal };
  const response = await world.call(target, { as: good.by, ...sent });
  const isStream = response.headers.get("content-type") === "text/event-stream";
  if (!isStream || response.body === null) return { response, text: await response.text() };
  const reader = response.body.getReader();
  const { value } = await reader.read();
  stop.abort();
  await reader.cancel();
  return { response, text: Buffer.from(value ?? []).toString() };
}

test(
  "N6: every operation of the portal answers as the document says, whatever is sent, and tells no secret",
  { timeout: 3_600_000 },
  async () => {
    const tally = new FuzzTally(seed);
    const random = seededRandom(seed);
    for (const operation of fuzzed) {
      const written = goodCalls[operation.id] ?? unwritten;
      await fuzzOperation({
        operation,
        tally,
        seed,
        random,
        counts,
        isWritten: written !== unwritten,
        make: () => written({ world, things, team: random() < 0.5 ? "payments" : "search" }),
        send: (call, one) => send(operation, call, one),
        look: (of, { ok }, text) => (ok ? findCapability(world.planted, of, text) : null),
      });
    }
    tally.print("portal");
    expect(tally.faults).toEqual([]);
    expect(world.planted.count).toBeGreaterThan(only === undefined ? 100 : 0);
    sayMachine(
      "N6",
      `0 of ${world.planted.count} planted tokens, hashes and sealed bytes in ${tally.succeeded} successful answers of ${fuzzed.length} operations`,
    );
  },
);

test("every other method of every path is refused with 405 and told which there are", async () => {
  const others = ["PUT", "PATCH", "DELETE", "GET", "POST"];
  for (const path of new Set(served.map((operation) => operation.path))) {
    const own = served.filter((operation) => operation.path === path).map(({ method }) => method);
    const target = path.replaceAll(/\{\w+\}/g, "some-id");
    for (const method of others.filter((one) => !own.includes(one))) {
      const response = await world.call(`${method} ${target}`, { as: "dana", ...(method !== "GET" && { body: {} }) });
      const { code, status } = problemSchema.parse(await response.json());
      expect([method, path, response.status, status, code]).toEqual([method, path, 405, 405, "method_not_allowed"]);
      expect(own.every((one) => response.headers.get("allow")?.includes(one))).toBe(true);
    }
  }
});
