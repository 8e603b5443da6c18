import { beforeAll, expect, test } from "vitest";
import { operations, type Operation } from "#tests/api/api-document.ts";
import { openApiWorld, type ApiWorld } from "#tests/api/api-world.ts";
import type { FuzzCase } from "#tests/api/fuzz-cases.ts";
import { goodCalls, type GoodCall } from "#tests/api/good-calls.ts";
import { operatorCases, spelledOperators, surplusCases } from "#tests/api/hostile-cases.ts";
import { ledgerDigest } from "#tests/api/ledger-digest.ts";
import { WorldThings } from "#tests/api/world-things.ts";
import { targetOf } from "#tests/api/target-of.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";

let world: ApiWorld;
const goods = new Map<string, GoodCall>();
beforeAll(async () => {
  world = await openApiWorld();
  const things = new WorldThings(world);
  for (const operation of asking) {
    goods.set(
      operation.id,
      (await goodCalls[operation.id]?.({ world, things, team: "payments" })) ?? { by: "rae", id: "none" },
    );
  }
  return () => world.ledger.end();
});

const asking = operations.filter(({ base, scope }) => base !== "reveal" && scope !== null);
const goodOf = ({ id }: Operation): GoodCall => goods.get(id) ?? { by: "rae", id: "none" };

async function answerTo(operation: Operation, good: GoodCall, one: FuzzCase) {
  const { id = good.id, query, body = one.raw === undefined ? good.body : undefined, raw } = one;
  const target = targetOf(operation, { ...good, id }, query);
  const headers = { ...good.headers, ...one.headers };
  const response = await world.call(target, { as: good.by, body, rawBody: raw, headers });
  const document = (await response.json()) as { code?: string; items?: unknown[] };
  return { status: response.status, ...document };
}

/** Tries every case of every operation; gives how many there were, and those that were not refused for their input. */
async function tryAll(casesOf: (operation: Operation, good: GoodCall) => readonly FuzzCase[]) {
  const passed: string[] = [];
  let tried = 0;
  for (const operation of asking) {
    const good = goodOf(operation);
    for (const one of casesOf(operation, good)) {
      const { status, code } = await answerTo(operation, good, one);
      tried += 1;
      if (status !== 422 || code !== "invalid_input") passed.push(`${operation.id} ${one.what}: ${status} ${code}`);
    }
  }
  return { tried, passed };
}

test(
  "N3: an operator in place of any value of any call is answered 422, and changes nothing",
  { timeout: 1_200_000 },
  async () => {
    const before = await ledgerDigest(world);
    const { tried, passed } = await tryAll(operatorCases);
    const shown: string[] = [];
    for (const operation of asking) {
      for (const one of spelledOperators(operation)) {
        const { items = [] } = await answerTo(operation, goodOf(operation), one);
        if (items.length > 0) shown.push(`${operation.id} ${one.what} shows ${items.length} rows`);
      }
    }
    expect(passed).toEqual([]);
    expect(shown).toEqual([]);
    expect(await ledgerDigest(world)).toEqual(before);
    expect(tried).toBeGreaterThan(5_000);
    sayMachine(
      "N3",
      `${tried - passed.length} of ${tried} answered 422 at ${asking.length} operations, ${shown.length} rows shown`,
    );
  },
);

test(
  "N36: names that reach a prototype and members that a call does not take change nothing",
  { timeout: 1_200_000 },
  async () => {
    const before = await ledgerDigest(world);
    const members = Object.getOwnPropertyNames(Object.prototype);
    const { tried, passed } = await tryAll(surplusCases);
    expect(passed).toEqual([]);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(members);
    expect(await ledgerDigest(world)).toEqual(before);
    expect(tried).toBeGreaterThan(800);
    sayMachine("N36", `0 effects of ${tried} calls of ${asking.filter(({ body }) => body !== null).length} operations`);
  },
);
