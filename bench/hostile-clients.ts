// Hostile clients in a process of their own: their work is not the measured calls' wait. Stays at it until it is killed.
// Reads `{origin, authorization}` as JSON from its standard input.
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { dribble, hostileKinds, sendHostile, type Door } from "#tests/machine/hostile-calls.ts";

const slowClients = 100;
/** As many a second as the limit of one address lets through. */
const hugeEveryMs = 100;

const { origin, authorization } = JSON.parse(await text(process.stdin)) as { origin: string; authorization: string };
const door: Door = { origin: new URL(origin), authorization };

async function keepDribbling(part: "head" | "body"): Promise<never> {
  for (;;) await dribble(door, part);
}

async function keepSendingTooMuch(): Promise<never> {
  for (;;) {
    for (const kind of hostileKinds) {
      await sendHostile(door, kind);
      await sleep(hugeEveryMs);
    }
  }
}

const dribblers = Array.from({ length: slowClients }, () => [keepDribbling("head"), keepDribbling("body")]);
await Promise.all([...dribblers.flat(), keepSendingTooMuch()]);
