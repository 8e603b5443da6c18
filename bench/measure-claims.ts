import { setTimeout as sleep } from "node:timers/promises";
import { openBarePlace, type BarePlace } from "#bench/bare-place.ts";
import { openClaimant } from "#bench/claimant.ts";
import { closedLoop, loopClients, noLoopFigures, type LoopFigures } from "#bench/closed-loop.ts";
import { openHttpClient } from "#bench/http-client.ts";
import { backEndsOf } from "#bench/processor-time.ts";
import { openRevealPlace, type RevealMemory, type RevealPlace } from "#bench/reveal-place.ts";
import { createClaimKey, type ClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim, type ClaimAnswer } from "#domain/credentials/open-claim.ts";

const turns = 3;
/** People read what they have opened before they open the next thing. */
const thinkSeconds = 1;
const pacedTurns = 20;

/** What `count` reveals took, beside the yardstick and at the pace of people. */
export interface ClaimFigures {
  readonly claims: LoopFigures;
  readonly acknowledgements: LoopFigures;
  readonly bare: LoopFigures;
  /** Milliseconds of each claim of clients that claim, open, acknowledge and wait for a second. */
  readonly paced: readonly number[];
  /** After a tenth of the reveals, and after all of them. */
  readonly memory: { readonly first: RevealMemory; readonly last: RevealMemory };
}

interface RevealFigures {
  readonly claims: LoopFigures;
  readonly acknowledgements: LoopFigures;
}

/**
 * Reveals `count` grants in turns with the yardstick; the first tenth warms up both. Then 50 clients reveal as people do.
 *
 * The browsers' part is no part of a claim: their keys are made before, and what they are given is opened after all of a
 * turn's claims were answered. Then comes the loop that acknowledges.
 */
export async function measureClaims(count: number): Promise<ClaimFigures> {
  await using place = await openRevealPlace();
  const ids = await place.putGrants(count);
  await using bare = await openBarePlace(place, count);
  const first = Math.ceil(count / 10);
  await revealAll(place, ids.slice(0, first), noRevealFigures());
  await claimBare(place, { bare, ids: bare.ids.slice(0, first) }, noLoopFigures());
  const firstMemory = await place.memory();
  const [reveals, bareFigures] = [noRevealFigures(), noLoopFigures()];
  for (let turn = 0; turn < turns; turn++) {
    const [from, to] = [turn, turn + 1].map((step) => first + Math.floor(((count - first) * step) / turns));
    await revealAll(place, ids.slice(from, to), reveals);
    await claimBare(place, { bare, ids: bare.ids.slice(from, to) }, bareFigures);
  }
  const memory = { first: firstMemory, last: await place.memory() };
  return { ...reveals, bare: bareFigures, paced: await revealPaced(place), memory };
}

function noRevealFigures(): RevealFigures {
  return { claims: noLoopFigures(), acknowledgements: noLoopFigures() };
}

async function revealAll(place: RevealPlace, ids: readonly string[], figures: RevealFigures): Promise<void> {
  using claimant = openClaimant({ url: place.url, token: await place.idToken() }, loopClients);
  const pids = async () => [place.pid, ...(await backEndsOf(place.admin, "latchkey reveal"))];
  const keys = new Map(await Promise.all(ids.map(async (id) => [id, await createClaimKey()] as const)));
  const answers = new Map<string, { key: ClaimKey; text: string }>();
  await closedLoop(figures.claims, { items: [...keys], pids }, async ([id, key]) => {
    const { text, ms } = await claimant.claim(id, key);
    answers.set(id, { key, text });
    return ms;
  });
  const macs: [string, string][] = [];
  for (const [id, { key, text }] of answers) macs.push([id, await openAnswer(id, key, text)]);
  await closedLoop(figures.acknowledgements, { items: macs, pids }, async ([id, mac]) => {
    return (await claimant.acknowledge(id, mac)).ms;
  });
}

async function claimBare(
  { admin }: RevealPlace,
  { bare, ids }: { readonly bare: BarePlace; readonly ids: readonly string[] },
  figures: LoopFigures,
): Promise<void> {
  using client = openHttpClient(loopClients);
  const pids = async () => [bare.pid, ...(await backEndsOf(admin, "bare claim"))];
  await closedLoop(figures, { items: ids, pids }, async (id) => (await client.post(`${bare.url}/${id}`)).ms);
}

/** Opens an answer as the page does. Gives the acknowledgement; @throws when it was made for another key or grant */
async function openAnswer(id: string, key: ClaimKey, text: string): Promise<string> {
  return (await openClaim(key, id, JSON.parse(text) as ClaimAnswer)).ack;
}

/** Each client takes one grant after another, with a pause; they begin spread over one pause. */
async function revealPaced(place: RevealPlace): Promise<number[]> {
  const left = (await place.putGrants(loopClients * pacedTurns)).values();
  using claimant = openClaimant({ url: place.url, token: await place.idToken() }, loopClients);
  const client = async (_: unknown, index: number) => {
    const latencies: number[] = [];
    await sleep((1000 * thinkSeconds * index) / loopClients);
    for (const id of left) {
      const key = await createClaimKey();
      const { text, ms } = await claimant.claim(id, key);
      latencies.push(ms);
      await claimant.acknowledge(id, await openAnswer(id, key, text));
      await sleep(1000 * thinkSeconds);
    }
    return latencies;
  };
  return (await Promise.all(Array.from({ length: loopClients }).map(client))).flat();
}
