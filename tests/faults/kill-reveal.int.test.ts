import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim, type ClaimAnswer } from "#domain/credentials/open-claim.ts";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";
import { startRevealProcess } from "#tests/reveal/reveal-process.ts";
import { openRevealFixture, type RevealFixture, type TestGrant } from "#tests/reveal/reveal-fixture.ts";

/** A tenth in every test run; `npm run test:faults` reveals two hundred at each point. */
const reveals = process.env.FAULT_ROUNDS === undefined ? 20 : 200;
const kills = 3;
const atOnce = 10;
const patienceMs = 60_000;

const env = { LEASE_SECONDS: "1", LOG_LEVEL: "silent" };
const points = ["reveal.claimed", "reveal.sealed", "reveal.committed", "reveal.acknowledged"];

let fixture: RevealFixture;
let token: string;
beforeAll(async () => {
  fixture = await openRevealFixture();
  token = await fixture.idToken("dana");
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** Kills one process after the other at `point`, then leaves a sound one; gives how many kills landed. */
async function superviseThroughKills(port: number, point: string) {
  let landed = 0;
  for (let killed = 0; killed < kills; killed += 1) {
    const evidence = join(tmpdir(), `latchkey-fault-${randomBytes(6).toString("hex")}`);
    const fault = { order: `${point}:kill`, evidence };
    const [, signal] = await (await startRevealProcess(fixture, { port, env, fault })).exited;
    if (signal === "SIGKILL" && existsSync(evidence)) landed += 1;
  }
  return { landed, sound: await startRevealProcess(fixture, { port, env }) };
}

/** Calls until an answer is final, as a living page does: the same key, the same mac. */
async function insist(url: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    }).catch(() => null);
    if (response?.status === 204) return { status: 204, body: null };
    const document: unknown = await response?.json().catch(() => null);
    if (response && document && ![409, 503].includes(response.status))
      return { status: response.status, body: document };
    await setTimeout(50);
  }
  throw new Error("no answer in time");
}

test.for(points)("killed at %s, every credential arrives, and once", { timeout: 300_000 }, async (point) => {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}/v1/grants`;
  const tally = { arrived: 0, shownTwice: 0 };
  const revealOne = async (grant: TestGrant) => {
    const [key, other] = [await createClaimKey(), await createClaimKey()];
    const won = await insist(`${base}/${grant.id}/claim`, { publicKey: key.publicKey });
    expect(won).toMatchObject({ status: 200 });
    const { fields, ack } = await openClaim(key, grant.id, won.body as ClaimAnswer);
    if (fields.password === grant.password) tally.arrived += 1;
    expect((await insist(`${base}/${grant.id}/ack`, { mac: ack })).status).toBe(204);
    const again = await insist(`${base}/${grant.id}/claim`, { publicKey: other.publicKey });
    if (again.status !== 410) tally.shownTwice += 1;
  };
  const grants = await Promise.all(Array.from({ length: reveals }, () => fixture.putGrant()));
  const supervising = superviseThroughKills(port, point);
  const queue = [...grants];
  const drain = async () => {
    for (let grant = queue.pop(); grant !== undefined; grant = queue.pop()) await revealOne(grant);
  };
  await Promise.all(Array.from({ length: atOnce }, drain));
  const { landed, sound } = await supervising;
  sound.child.kill("SIGTERM");
  await sound.exited;
  expect(landed).toBe(kills);
  expect(tally).toEqual({ arrived: reveals, shownTwice: 0 });
  const states = await Promise.all(grants.map(({ id }) => fixture.stateOf(id)));
  expect(new Set(states)).toEqual(new Set(["confirmed"]));
  console.log(
    `reveal killed ${landed} times at ${point}: ${tally.arrived} of ${reveals} arrived, 0 lost, 0 shown twice`,
  );
});
