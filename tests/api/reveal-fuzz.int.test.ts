import { expect, test } from "vitest";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim } from "#domain/credentials/open-claim.ts";
import { operations, type Operation } from "#tests/api/api-document.ts";
import type { FuzzCase } from "#tests/api/fuzz-cases.ts";
import { fuzzOperation } from "#tests/api/fuzz-operation.ts";
import { FuzzTally } from "#tests/api/fuzz-tally.ts";
import type { GoodCall } from "#tests/api/good-calls.ts";
import { operatorCases, surplusCases } from "#tests/api/hostile-cases.ts";
import { encodeBody, targetOf } from "#tests/api/target-of.ts";
import { seededRandom } from "#tests/faults/seeded-random.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { openRevealFixture, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";

/** The same in every test run; another one in a fault run. */
const seed = Number(process.env.FUZZ_SEED ?? process.env.FAULT_SEED ?? 20261127);
const counts = { fitting: fullCount(100, 8), wrong: fullCount(1000, 32) };
const served = operations.filter(({ base }) => base === "reveal");

/** Claims a new grant of dana's, and gives what proves that it was opened. */
async function claimed(fixture: RevealFixture, token: string): Promise<{ readonly id: string; readonly mac: string }> {
  const key = await createClaimKey();
  const { id } = await fixture.putGrant();
  const response = await fetch(`${fixture.url}/v1/grants/${id}/claim`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ publicKey: key.publicKey }),
  });
  const { ack } = await openClaim(key, id, (await response.json()) as { enc: string; ciphertext: string });
  return { id, mac: ack };
}

function goodCallsOf(fixture: RevealFixture, token: string): Readonly<Record<string, () => Promise<GoodCall>>> {
  return {
    claimGrant: async () => {
      const { publicKey } = await createClaimKey();
      return { by: "dana", id: (await fixture.putGrant()).id, body: { publicKey } };
    },
    acknowledgeGrant: async () => {
      const { id, mac } = await claimed(fixture, token);
      return { by: "dana", id, body: { mac } };
    },
    reportNotMe: async () => ({ by: "dana", id: (await claimed(fixture, token)).id, body: {} }),
  };
}

async function send(url: string, token: string, { operation, one }: { operation: Operation; one: FuzzCase }) {
  const { id = "", query, body } = one;
  const { raw = one.raw, headers } = encodeBody(operation, one.raw === undefined ? body : undefined);
  const [, path = ""] = targetOf(operation, { by: "dana", id }, query).split(/ (.*)/s);
  const response = await fetch(`${url}${path}`, {
    method: operation.method,
    headers: { authorization: `Bearer ${token}`, ...headers, ...one.headers },
    body: raw === "" ? undefined : raw,
  });
  return { response, text: await response.text() };
}

test(
  "every operation of the reveal origin answers as the document says, whatever is sent",
  { timeout: 3_600_000 },
  async () => {
    await using fixture = await openRevealFixture();
    const token = await fixture.accessToken("dana");
    const makers = goodCallsOf(fixture, token);
    const tally = new FuzzTally(seed);
    const random = seededRandom(seed);
    for (const operation of served) {
      const make = makers[operation.id];
      await fuzzOperation({
        operation,
        tally,
        seed,
        random,
        counts,
        isWritten: make !== undefined,
        make: make ?? (async () => ({ by: "dana", id: "none-of-that-name" })),
        send: (_, one) => send(fixture.url, token, { operation, one }),
      });
    }
    tally.print("reveal origin");
    expect(tally.faults).toEqual([]);
  },
);

test("operators, members too many and names that reach a prototype use no grant up", { timeout: 600_000 }, async () => {
  await using fixture = await openRevealFixture();
  const token = await fixture.accessToken("dana");
  const makers = goodCallsOf(fixture, token);
  const passed: string[] = [];
  let tried = 0;
  for (const operation of served) {
    const good = (await makers[operation.id]?.()) ?? { by: "dana", id: "none-of-that-name" };
    const before = await fixture.stateOf(good.id ?? "");
    // An id of no form is an id that nobody has: 404, and the sixth of those is limited.
    const all = [...operatorCases(operation, good), ...surplusCases(operation, good)];
    const cases = all.filter(({ id }) => id === undefined);
    tried += cases.length;
    for (const one of cases) {
      const { response } = await send(fixture.url, token, { operation, one: { id: good.id, body: good.body, ...one } });
      if (response.status !== 422) passed.push(`${operation.id} ${one.what}: ${response.status}`);
    }
    expect(await fixture.stateOf(good.id ?? "")).toBe(before);
  }
  expect(passed).toEqual([]);
  expect(tried).toBeGreaterThan(200);
});
