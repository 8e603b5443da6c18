import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { settled, settleMs, startFaulty } from "#tests/faults/faulty-run.ts";
import { sayFault } from "#tests/faults/say-fault.ts";
import { targetObjects } from "#tests/faults/target-objects.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { startWorkerProcess, type WorkerProcess } from "#tests/faults/worker-process.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

/** Where a worker can be held up: before an effect, after one, and with a final password that nobody has been given. */
const points = [
  "run.apply.create-roles.claimed",
  "postgres.after-create-roles",
  "postgres.after-create-database",
  "postgres.after-final-password",
  "run.apply.deliver.performed",
];
const tried = process.env.FULL_COUNTS === "1" ? points : points.slice(3, 4);
const rounds = process.env.FULL_COUNTS === "1" ? 3 : 1;
/** Ten leases of the workers that the harness starts. */
const stoppedMs = 10_000;
const timeoutMs = 120_000 * rounds;

test.for(tried)(
  "F10: a worker that is stopped at %s for ten leases and wakes up late changes nothing",
  { timeout: timeoutMs },
  async (point) => {
    for (let round = 0; round < rounds; round++) {
      await expectNoLateWrite(point, "delay", async (late) => {
        process.kill(late.pid, "SIGSTOP");
        await setTimeout(stoppedMs);
        return async () => void process.kill(late.pid, "SIGCONT");
      });
    }
    sayFault("F10", `${rounds} of ${rounds} stopped at ${point}: late writes rejected, 0 double effects`);
  },
);

test.for(tried)(
  "F11: a worker whose event loop is blocked at %s for ten leases changes nothing afterwards",
  { timeout: timeoutMs },
  async (point) => {
    for (let round = 0; round < rounds; round++) {
      await expectNoLateWrite(point, "block", async () => async () => undefined);
    }
    sayFault("F11", `${rounds} of ${rounds} blocked at ${point}: late writes rejected, 0 double effects`);
  },
);

/** Lets a second worker finish what the first was held up in; then lets the first go on, and looks what that changes. */
async function expectNoLateWrite(
  point: string,
  act: "delay" | "block",
  hold: (late: WorkerProcess) => Promise<() => Promise<void>>,
): Promise<void> {
  const server = await openTestServer();
  const late = await startFaulty(server, point, act);
  const { id } = await server.submit("dana");
  await waitUntil("the fault lands", settleMs, async () => existsSync(late.evidence) || null);
  // Held before another one starts, which may take longer than the late one is held up by itself.
  const letGo = await hold(late.worker);
  const next = await startWorkerProcess(server);
  const request = await settled(server, id);
  expect(request).toMatchObject({ state: "fulfilled", blockedReason: null });
  const resourceId = request.resource?.id ?? "";
  const before = { objects: await targetObjects([resourceId]), verifiers: await verifiers(resourceId) };
  await letGo();
  await waitUntil(
    "the late worker has heard that it lost the step",
    settleMs,
    async () =>
      late.worker.log.some((line) => line.includes("step lost to a newer worker") || line.includes("fence_lost")) ||
      null,
  );
  await late.worker.kill("SIGTERM");
  expect({ objects: await targetObjects([resourceId]), verifiers: await verifiers(resourceId) }).toEqual(before);
  expect(before.objects.databases).toHaveLength(1);
  const after = await settled(server, id);
  expect(after.grants).toEqual(request.grants);
  expect(after.grants).toHaveLength(1);
  expect((await verifyAudit(server.worker.ctx.db)).findings).toEqual([]);
  await next.kill("SIGKILL");
}

/** What the target keeps of the passwords of a resource's logins. */
async function verifiers(resourceId: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: targetAdminUrl() });
  await client.connect();
  try {
    const { rows } = await client.query<{ rolname: string; rolpassword: string | null }>(
      `SELECT rolname, rolpassword FROM pg_authid WHERE shobj_description(oid, 'pg_authid') = 'latchkey:' || $1 ORDER BY rolname`,
      [resourceId],
    );
    return rows;
  } finally {
    await client.end();
  }
}
