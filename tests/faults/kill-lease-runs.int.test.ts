import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LeaseView } from "#domain/contracts/lease.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { releaseLease } from "#server/leases/release-lease.ts";
import { credentialPoints } from "#tests/faults/credential-points.ts";
import { someOf } from "#tests/faults/some-of.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { startWorkerProcess } from "#tests/faults/worker-process.ts";
import { answerTo, openLeasedResource, type TestLease } from "#tests/harness/leased-resource.ts";

/** Once in every test run; `npm run test:faults` asks for 20. */
const rounds = Number(process.env.FAULT_ROUNDS ?? 1);
const settleMs = 60_000;
const timeoutMs = 120_000 * rounds;

async function openLeased() {
  const held = await openLeasedResource();
  const until = (what: string, lease: TestLease, is: (lease: LeaseView) => boolean) =>
    waitUntil(what, settleMs, async () => {
      const found = await held.show(lease);
      return is(found) ? found : null;
    });
  /** Kills a worker at the point while `change` makes work for it, then lets a healthy one take over. */
  const killAt = async <T>(point: string, change: () => Promise<T>) => {
    const evidence = join(held.server.home, `fault-${randomBytes(6).toString("hex")}`);
    const faulty = await startWorkerProcess(held.server, { fault: `${point}:kill`, evidence });
    const made = await change();
    expect(await faulty.ended).toBe("SIGKILL");
    expect(existsSync(evidence)).toBe(true);
    return { made, healthy: await startWorkerProcess(held.server) };
  };
  return { ...held, until, killAt };
}

test.for(someOf(credentialPoints.making, 2))(
  "killed at %s, the making of a lease is taken up: one login, which its caller opens",
  { timeout: timeoutMs },
  async (point) => {
    for (let round = 0; round < rounds; round++) {
      const held = await openLeased();
      const { made: lease, healthy } = await held.killAt(point, () => held.ask(held.dana));
      await held.until("made", lease, ({ state }) => state === "active");
      const fields = await held.open(lease);
      expect(await answerTo(fields)).toBe("in");
      expect(await held.loginsOf()).toHaveLength(2);
      await releaseLease(held.web, held.dana, { id: lease.id });
      await held.until("ended", lease, ({ state }) => state === "ended");
      await healthy.kill("SIGKILL");
      expect(await answerTo(fields)).not.toBe("in");
      expect(await held.loginsOf()).toHaveLength(1);
      expect((await verifyAudit(held.worker.ctx.db)).findings).toEqual([]);
    }
  },
);

test.for(someOf(credentialPoints.ending, 2))(
  "killed at %s, the end of leases is taken up and proven, and no login is left",
  { timeout: timeoutMs },
  async (point) => {
    for (let round = 0; round < rounds; round++) {
      const held = await openLeased();
      const leases = [await held.lease(held.dana), await held.lease(held.lee)];
      const fields = await Promise.all(leases.map((lease) => held.open(lease)));
      const { healthy } = await held.killAt(point, () => held.pass(...leases));
      for (const lease of leases) await held.until("ended", lease, ({ state }) => state === "ended");
      await healthy.kill("SIGKILL");
      expect(await Promise.all(fields.map(answerTo))).not.toContain("in");
      expect(await held.loginsOf()).toHaveLength(1);
      expect(await held.seen.answer(1)).toBe("in");
      expect((await verifyAudit(held.worker.ctx.db)).findings).toEqual([]);
    }
  },
);
