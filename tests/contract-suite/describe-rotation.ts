import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { build, openCase, performAll, type ContractCase } from "#tests/contract-suite/contract-case.ts";
import type { TenantSession } from "#tests/contract-suite/contract-target.ts";
import type { Call } from "#tests/contract-suite/open-call.ts";
import { provisionActs } from "#tests/contract-suite/perform.ts";
import { say } from "#tests/contract-suite/say.ts";
import { fullCount } from "#tests/harness/full-count.ts";

const callsMin = fullCount(10_000, 1_000);
const clientsCount = 4;
/** As long as every test of the suite has; a hundred milliseconds for a call where that is more. */
const timeout = Math.max(300_000, callsMin * 100);
/** A look at the back end costs it something; clients go on meanwhile. */
const lookMilliseconds = 25;

/**
 * A rotation while clients call: they go on with what was delivered last, as an application does that reads its secret
 * anew, and none of them notices.
 */
export function describeRotation(contract: ContractCase): void {
  const { type } = contract;

  it(
    "rotates under load without a failed call, and ends the old credential once nobody uses it",
    { timeout },
    async () => {
      const call = await build(contract);
      const first = call.delivered[0];
      if (first === undefined) throw new Error("Nothing was delivered.");
      const clients = openClients(contract, call);
      try {
        await clients.reach(callsMin / 4);
        const next = { ...call.resource, generation: 2 };
        const nextCall: Call = { ...call, context: (overrides) => call.context({ resource: next, ...overrides }) };
        await performAll(contract, nextCall, provisionActs(type, next, contract.parameters));
        await clients.reach(callsMin / 2);
        await clients.moved();
        const looks = await waitUntilUnused(contract, call);
        await type.revoke(call.context());
        await clients.reach(callsMin);
        await clients.stop();
        const counts = clients.counts();
        say(
          `Rotation under load of ${type.id} on ${contract.target().label}: ${counts.failed} failed of ${counts.calls} calls by ` +
            `${clientsCount} clients; ${looks === null ? "its back end has no sessions to look at" : `old one unused after ${looks} looks`}.`,
        );
        expect(counts).toMatchObject({ failed: 0, reasons: [] });
        expect(counts.calls).toBeGreaterThanOrEqual(callsMin);
        await expect(contract.target().connect(first)).rejects.toThrow(contract.target().refusal);
      } finally {
        await clients.stop();
        await type.destroy(call.context());
      }
    },
  );

  it.skipIf(type.fingerprint === undefined)(
    "keeps a fingerprint of each generation's secret, which changes with it alone",
    async () => {
      const call = await build(contract);
      const print = () => type.fingerprint?.(call.context());
      const first = await print();
      expect(await print()).toBe(first);
      if (typeof first === "string") {
        expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/);
        await type.verify(call.context());
        expect(await print()).not.toBe(first);
      }
      await type.destroy(call.context());
      expect(
        await type.fingerprint?.(openCase(contract).context()),
        "nothing is kept of what does not exist",
      ).toBeNull();
    },
  );
}

/** Gives how often it looked; null where nobody can. */
async function waitUntilUnused({ type }: ContractCase, call: Call): Promise<number | null> {
  if (type.sessions === undefined) return null;
  for (let looks = 1; ; looks++) {
    const { connections, from } = await type.sessions(call.context());
    if (connections === 0) return looks;
    expect(looks, `still in use from ${from.join(", ")}`).toBeLessThan(200);
    await sleep(lookMilliseconds);
  }
}

interface Counts {
  readonly calls: number;
  readonly failed: number;
  readonly reasons: readonly string[];
}

interface Clients {
  /** Waits until so many calls were made, or all clients have stopped. */
  reach(calls: number): Promise<void>;
  /** Waits until every client works with what was delivered last. */
  moved(): Promise<void>;
  stop(): Promise<void>;
  counts(): Counts;
}

function openClients({ target }: ContractCase, call: Call): Clients {
  let [calls, failed, isOver] = [0, 0, false];
  const reasons = new Set<string>();
  const uses: number[] = Array.from({ length: clientsCount }, () => 0);
  const fail = (reason: unknown) => {
    failed++;
    reasons.add(String(reason).slice(0, 200));
  };
  const runClient = async (client: number) => {
    let session: TenantSession | null = null;
    while (!isOver) {
      const newest = call.delivered.length;
      const fields = call.delivered[newest - 1];
      if (fields !== undefined && uses[client] !== newest) {
        const old: TenantSession | null = session;
        const opened: TenantSession | null = await target()
          .connect(fields)
          .catch((error: unknown) => (fail(error), null));
        if (opened === null) continue;
        session = opened;
        uses[client] = newest;
        await old?.close();
      }
      calls++;
      if (session !== null && !(await session.isAlive())) fail("a call was refused");
      // The turn of the others, and of what rotates.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await session?.close();
  };
  const running = Array.from({ length: clientsCount }, (_, client) => runClient(client));
  const all = Promise.all(running);
  const until = async (isThere: () => boolean) => {
    while (!isThere() && !isOver && failed < clientsCount * 25) await sleep(5);
  };
  return {
    reach: (count) => until(() => calls >= count),
    moved: () => until(() => uses.every((used) => used === call.delivered.length)),
    stop: async () => {
      isOver = true;
      await all;
    },
    counts: () => ({ calls, failed, reasons: [...reasons] }),
  };
}
