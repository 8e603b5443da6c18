import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { withdrawRequest } from "#server/requests/withdraw-request.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { settled, settleMs, startFaulty } from "#tests/faults/faulty-run.ts";
import { sayFault, type Fault } from "#tests/faults/say-fault.ts";
import { targetObjects, type TargetObjects } from "#tests/faults/target-objects.ts";
import { someOf } from "#tests/faults/some-of.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { startWorkerProcess } from "#tests/faults/worker-process.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";

/** Once in every test run; `npm run test:faults` asks for 20. */
const rounds = Number(process.env.FAULT_ROUNDS ?? 1);

/** Where a build is killed: while roles are made, while the database is made, and before the secret is sealed. */
const building = {
  F1: ["run.apply.create-roles.claimed", "postgres.after-create-roles", "run.apply.create-roles.performed"],
  F2: [
    "run.apply.create-database.claimed",
    "postgres.after-create-database",
    "postgres.after-open-database",
    "postgres.after-hand-over-schema",
    "run.apply.create-database.performed",
  ],
  F3: [
    "run.apply.deliver.claimed",
    "postgres.after-probe",
    "postgres.after-final-password",
    "run.apply.deliver.performed",
  ],
} as const;

const releasing = [
  "run.apply.revoke.claimed",
  "postgres.after-positive-control",
  "postgres.after-first-block",
  "run.apply.revoke.performed",
  "run.apply.destroy.claimed",
  "postgres.after-drop-database",
  "postgres.after-drop-roles",
  "run.apply.destroy.performed",
];

const undoing = [
  "run.undo.create-database.claimed",
  "run.undo.create-database.performed",
  "run.undo.create-roles.claimed",
  "run.undo.create-roles.performed",
];

const timeoutMs = Math.max(120_000, 30_000 * rounds);

/** Suffixes of the roles that a database consists of, from a build that nobody disturbed. */
async function undisturbedRoles(server: TestServer): Promise<string[]> {
  const { id } = await server.submit("dana");
  await server.build(id);
  const { resource } = await showRequest(server.web, await server.actor("dana"), id);
  return suffixes(await targetObjects([resource?.id ?? ""]));
}

function suffixes({ databases, roles }: TargetObjects): string[] {
  return roles.map((role) => role.replace(databases[0] ?? "", "")).toSorted();
}

/** Runs the rounds on four ledgers at a time, one after another on each: each leaves no worker behind. */
async function inRounds(round: (server: TestServer) => Promise<void>): Promise<void> {
  let left = rounds;
  const onOwnLedger = async () => {
    const server = await openTestServer();
    while (left > 0) {
      left -= 1;
      await round(server);
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, rounds) }, onOwnLedger));
}

test.for(someOf(building.F1, 1))(
  "F1: killed at %s, a run is taken up and ends ready",
  { timeout: timeoutMs },
  (point) => expectTakenUp("F1", point),
);

test.for(someOf(building.F2, 2))(
  "F2: killed at %s, a run is taken up and ends ready",
  { timeout: timeoutMs },
  (point) => expectTakenUp("F2", point),
);

test.for(someOf(building.F3, 2))(
  "F3: killed at %s, a run is taken up and ends ready",
  { timeout: timeoutMs },
  (point) => expectTakenUp("F3", point),
);

async function expectTakenUp(fault: Fault, point: string): Promise<void> {
  const resumed: number[] = [];
  await inRounds(async (server) => {
    const expected = await undisturbedRoles(server);
    const faulty = await startFaulty(server, point);
    const { id } = await server.submit("dana");
    expect(await faulty.worker.ended).toBe("SIGKILL");
    expect(existsSync(faulty.evidence)).toBe(true);
    const killedAt = performance.now();
    const healthy = await startWorkerProcess(server);
    const request = await settled(server, id);
    resumed.push(performance.now() - killedAt);
    await healthy.kill("SIGKILL");
    expect(request).toMatchObject({ state: "fulfilled", blockedReason: null });
    expect(request.grants.map((grant) => grant.state)).toEqual(["pending"]);
    const objects = await targetObjects([request.resource?.id ?? ""]);
    expect(objects.databases).toHaveLength(1);
    expect(suffixes(objects)).toEqual(expected);
    expect((await verifyAudit(server.worker.ctx.db)).findings).toEqual([]);
  });
  const slowest = Math.max(...resumed).toFixed(0);
  sayFault(fault, `killed at ${point}: ${rounds} of ${rounds} ready, 0 orphans, 0 twice, slowest resume ${slowest} ms`);
}

test.for(someOf(releasing, 2))(
  "killed at %s, a release is taken up and leaves nothing",
  { timeout: timeoutMs },
  async (point) => {
    await inRounds(async (server) => {
      const { id } = await server.submit("dana");
      await server.build(id);
      const dana = await server.actor("dana");
      const resourceId = (await showRequest(server.web, dana, id)).resource?.id ?? "";
      const fault = await startFaulty(server, point);
      await releaseResource(server.web, dana, { id: resourceId });
      expect(await fault.worker.ended).toBe("SIGKILL");
      const healthy = await startWorkerProcess(server);
      await waitUntil("destroyed", settleMs, async () => {
        return (await showResource(server.web, dana, resourceId)).state === "destroyed" || null;
      });
      await healthy.kill("SIGKILL");
      expect(await targetObjects([resourceId])).toEqual({ databases: [], roles: [] });
    });
    console.log(`killed at ${point}: ${rounds} of ${rounds} released, 0 orphans`);
  },
);

test.for(someOf(undoing, 1))(
  "killed at %s, an undo is taken up and leaves nothing",
  { timeout: timeoutMs },
  async (point) => {
    await inRounds(async (server) => {
      const { id } = await server.submit("dana");
      const held = await startFaulty(server, "run.apply.deliver.claimed", "delay");
      await waitUntil("the delay", settleMs, async () => existsSync(held.evidence) || null);
      await withdrawRequest(server.web, await server.actor("dana"), { id });
      await held.worker.kill("SIGKILL");
      const fault = await startFaulty(server, point);
      expect(await fault.worker.ended).toBe("SIGKILL");
      const healthy = await startWorkerProcess(server);
      const request = await settled(server, id);
      await healthy.kill("SIGKILL");
      expect(request).toMatchObject({ state: "withdrawn", resource: { state: "destroyed" }, grants: [] });
      expect(await targetObjects([request.resource?.id ?? ""])).toEqual({ databases: [], roles: [] });
    });
    console.log(`killed at ${point}: ${rounds} of ${rounds} withdrawn and clean, 0 orphans`);
  },
);

test("a production start ignores an ordered fault", async () => {
  const server = await openTestServer();
  const evidence = join(server.home, "never");
  const fault = "run.apply.create-roles.claimed:kill";
  const worker = await startWorkerProcess(server, { fault, evidence, preload: false, env: { NODE_ENV: "production" } });
  const { id } = await server.submit("dana");
  expect((await settled(server, id)).state).toBe("fulfilled");
  expect(existsSync(evidence)).toBe(false);
  await worker.kill("SIGTERM");
  expect(await worker.ended).toBe(0);
});
