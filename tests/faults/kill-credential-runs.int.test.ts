import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ResourceView } from "#domain/contracts/resource.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { rotateResource } from "#server/resources/reissue-resource.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { targetObjects } from "#tests/faults/target-objects.ts";
import { credentialPoints } from "#tests/faults/credential-points.ts";
import { someOf } from "#tests/faults/some-of.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { startWorkerProcess } from "#tests/faults/worker-process.ts";
import { seeCredentials } from "#tests/harness/seen-credentials.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

/** Once in every test run; `npm run test:faults` asks for 20. */
const rounds = Number(process.env.FAULT_ROUNDS ?? 1);
const settleMs = 20_000;
const timeoutMs = 30_000 * rounds;

async function openHeld() {
  const server = await openTestServer();
  const seen = seeCredentials(server.worker);
  const dana = await server.actor("dana");
  const { id } = await server.submit("dana");
  await executeRun(seen.worker, (await startProvisionRun(seen.worker, id)) ?? "");
  const resourceId = (await showRequest(server.web, dana, id)).resource?.id ?? "";
  const until = (what: string, is: (resource: ResourceView) => boolean) =>
    waitUntil(what, settleMs, async () => {
      const resource = await showResource(server.web, dana, resourceId);
      return is(resource) ? resource : null;
    });
  /** Kills a worker at the point while `change` makes work for it, then lets a healthy one take over. */
  const killAt = async (point: string, change: () => Promise<unknown>) => {
    const evidence = join(server.home, `fault-${randomBytes(6).toString("hex")}`);
    const faulty = await startWorkerProcess(server, { fault: `${point}:kill`, evidence });
    await change();
    expect(await faulty.ended).toBe("SIGKILL");
    expect(existsSync(evidence)).toBe(true);
    return startWorkerProcess(server);
  };
  return { server, seen, dana, resourceId, until, killAt, db: server.worker.ctx.db };
}

test.for(someOf(credentialPoints.ending, 2))(
  "killed at %s, the end of an unclaimed credential is taken up and proven",
  { timeout: timeoutMs },
  async (point) => {
    for (let round = 0; round < rounds; round++) {
      const held = await openHeld();
      const healthy = await held.killAt(point, () =>
        held.db.query(sql`UPDATE grants SET expires_at = now() - interval '1 s'`),
      );
      const frozen = await held.until("proven", ({ grants }) => grants[0]?.endedAt !== null);
      await healthy.kill("SIGKILL");
      expect(frozen).toMatchObject({ state: "frozen", blockedReason: null });
      expect(await held.seen.answer(1)).not.toBe("in");
      expect((await targetObjects([held.resourceId])).databases).toHaveLength(1);
      expect((await verifyAudit(held.server.worker.ctx.db)).findings).toEqual([]);
    }
  },
);

test.for(someOf(credentialPoints.making, 2))(
  "killed at %s, a rotation is taken up: one new generation, and the old one lets in",
  { timeout: timeoutMs },
  async (point) => {
    for (let round = 0; round < rounds; round++) {
      const held = await openHeld();
      await held.db.query(sql`UPDATE grants SET state = 'confirmed', revealed_at = now()`);
      const healthy = await held.killAt(point, () =>
        rotateResource(held.server.web, held.dana, { id: held.resourceId }),
      );
      const rotated = await held.until("made", ({ grants, reissue }) => grants.length > 1 && reissue === null);
      expect(rotated.grants).toMatchObject([
        { generation: 1, endedAt: null },
        { generation: 2, state: "pending" },
      ]);
      expect(await held.seen.answer(1)).toBe("in");
      expect((await targetObjects([held.resourceId])).roles.filter((role) => /_g\d+$/.test(role))).toHaveLength(2);
      await held.db.query(sql`UPDATE grants SET state = 'confirmed' WHERE generation = 2`);
      await held.until("the old one overtaken", ({ grants }) => grants[0]?.draining !== null);
      await held.db.query(sql`UPDATE grants SET drain_until = now() - interval '1 ms' WHERE generation = 1`);
      await held.until("the old one ended", ({ grants }) => grants[0]?.endedAt !== null);
      await healthy.kill("SIGKILL");
      expect(await held.seen.answer(1)).not.toBe("in");
      expect((await verifyAudit(held.server.worker.ctx.db)).findings).toEqual([]);
    }
  },
);
