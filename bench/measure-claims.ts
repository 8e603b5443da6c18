import { setTimeout as sleep } from "node:timers/promises";
import { openBarePlace } from "#bench/bare-place.ts";
import { residentMiB } from "#bench/measure-memory.ts";
import { openRevealPlace } from "#bench/reveal-place.ts";
import { revealGrant } from "#bench/reveal-grant.ts";

const clients = 50;
const turns = 3;
/** People read what they have opened before they open the next thing. */
const thinkSeconds = 1;
const pacedTurns = 20;

/** Milliseconds per claim, reveals per second, and MiB of the reveal process after a tenth of the reveals and after all. */
export interface ClaimFigures {
  readonly claims: readonly number[];
  readonly bare: readonly number[];
  /** Of clients that wait for a second between two claims. */
  readonly paced: readonly number[];
  readonly perSecond: number;
  readonly memory: { readonly firstMiB: number; readonly lastMiB: number };
}

/**
 * Reveals `count` grants from 50 clients that wait for nothing but answers, in turns with the yardstick. The first tenth
 * warms up both. Then the same clients reveal as people do, each a second after its last answer.
 */
export async function measureClaims(count: number): Promise<ClaimFigures> {
  await using place = await openRevealPlace();
  const ids = await place.putGrants(count);
  await using bare = await openBarePlace(place, count);
  const claim = async (id: string, token: string) => revealGrant({ url: place.url, token }, id);
  const round = async (part: readonly string[]) => runClients(part, claim, await place.idToken());
  const bareRound = (part: readonly string[]) => runClients(part, (id) => claimBare(bare.url, id), "");
  const first = Math.ceil(count / 10);
  await round(ids.slice(0, first));
  const firstMiB = await residentMiB(place.pid);
  await bareRound(bare.ids.slice(0, first));
  const figures = { claims: [] as number[], bare: [] as number[] };
  let seconds = 0;
  for (let turn = 0; turn < turns; turn++) {
    const [from, to] = [turn, turn + 1].map((step) => first + Math.floor(((count - first) * step) / turns));
    const startedAt = performance.now();
    figures.claims.push(...(await round(ids.slice(from, to))));
    seconds += (performance.now() - startedAt) / 1000;
    figures.bare.push(...(await bareRound(bare.ids.slice(from, to))));
  }
  const lastMiB = await residentMiB(place.pid);
  const paced = await runPaced(await place.putGrants(clients * pacedTurns), claim, await place.idToken());
  return { ...figures, paced, perSecond: figures.claims.length / seconds, memory: { firstMiB, lastMiB } };
}

/** Each client takes the next id as soon as it is done with one. Gives the milliseconds of each. */
async function runClients(
  ids: readonly string[],
  work: (id: string, token: string) => Promise<number>,
  token: string,
): Promise<number[]> {
  const left = ids.values();
  const client = async () => {
    const latencies: number[] = [];
    for (const id of left) latencies.push(await work(id, token));
    return latencies;
  };
  return (await Promise.all(Array.from({ length: clients }, client))).flat();
}

/** Each client takes one id after another, with a pause; they begin spread over one pause. */
async function runPaced(
  ids: readonly string[],
  work: (id: string, token: string) => Promise<number>,
  token: string,
): Promise<number[]> {
  const left = ids.values();
  const client = async (_: unknown, index: number) => {
    const latencies: number[] = [];
    await sleep((1000 * thinkSeconds * index) / clients);
    for (const id of left) {
      latencies.push(await work(id, token));
      await sleep(1000 * thinkSeconds);
    }
    return latencies;
  };
  return (await Promise.all(Array.from({ length: clients }).map(client))).flat();
}

async function claimBare(url: string, id: string): Promise<number> {
  const sentAt = performance.now();
  const response = await fetch(`${url}/${id}`, { method: "POST" });
  const text = await response.text();
  if (!response.ok) throw new Error(`the bare claim answered ${response.status}: ${text}`);
  JSON.parse(text);
  return performance.now() - sentAt;
}
