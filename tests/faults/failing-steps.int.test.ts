import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { driveRun, makeDue } from "#tests/faults/drive-run.ts";
import { settled, startFaulty } from "#tests/faults/faulty-run.ts";
import { inBatches } from "#tests/faults/in-batches.ts";
import { openRoomyServer, submitOne } from "#tests/faults/many-requests.ts";
import { underOrder } from "#tests/faults/order-fault.ts";
import { sayFault } from "#tests/faults/say-fault.ts";
import { targetObjects } from "#tests/faults/target-objects.ts";
import { startWorkerProcess } from "#tests/faults/worker-process.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

/** Every place of a build at which its step can have done something, by the number of that step. */
const places = {
  "postgres.after-create-roles": 1,
  "postgres.after-create-database": 2,
  "postgres.after-open-database": 2,
  "postgres.after-hand-over-schema": 2,
  "postgres.after-probe": 3,
  "postgres.after-final-password": 3,
} as const;

const rounds = fullCount(50);

test(
  "F19: a step that fails for good takes back everything before it, and the request has failed cleanly",
  { timeout: 60_000 + rounds * 10_000 },
  async () => {
    const server = await openRoomyServer();
    const dana = await server.actor("dana");
    let clean = 0;
    for (const [place, step] of Object.entries(places)) {
      const ids = await inBatches(rounds, 4, async (index) => {
        const { id } = await submitOne(server, index);
        const runId = (await startProvisionRun(server.worker, id)) ?? "";
        await underOrder(failAt([place]), () => driveRun(server.worker, runId));
        const request = await showRequest(server.web, dana, id);
        expect(request).toMatchObject({ state: "failed", blockedReason: null, resource: { state: "destroyed" } });
        expect(request.grants).toEqual([]);
        expect(await stepStates(server.worker.ctx.db, runId)).toEqual(
          Array.from({ length: 3 }, (_, index) => (index < step ? "undone" : "pending")),
        );
        clean += 1;
        return request.resource?.id ?? "";
      });
      expect(await targetObjects(ids)).toEqual({ databases: [], roles: [] });
    }
    expect((await verifyAudit(server.worker.ctx.db)).findings).toEqual([]);
    const asked = rounds * Object.keys(places).length;
    sayFault("F19", `${clean} of ${asked} failures at 6 places of 3 steps taken back, 0 objects left`);
  },
);

const undoPlaces = ["postgres.after-drop-database", "postgres.after-drop-roles"];

test(
  "F20: when taking back fails too it is blocked and told, and goes on to the end after its worker has died",
  { timeout: 60_000 + rounds * 6_000 },
  async () => {
    const server = await openTestServer();
    const { db } = server.worker.ctx;
    const kills = fullCount(20);
    for (let round = 0; round < kills; round++) {
      const { id } = await server.submit("dana");
      const runId = (await startProvisionRun(server.worker, id)) ?? "";
      const undoPlace = undoPlaces[round % undoPlaces.length] ?? "";
      await underOrder(failAt(["postgres.after-hand-over-schema", undoPlace]), () => executeRun(server.worker, runId));
      const blocked = await showRequest(server.web, await server.actor("dana"), id);
      expect(blocked).toMatchObject({ state: "provisioning", blockedReason: "undo_failed" });
      const told = await db.query(sql`
        SELECT FROM audit_events WHERE request_id = ${id} AND (text::jsonb ->> 'action') = 'resource.blocked'`);
      expect(told).toHaveLength(1);
      await makeDue(server.worker, runId);
      const point = round % 2 === 0 ? "run.undo.create-roles.claimed" : "run.undo.create-roles.performed";
      const fault = await startFaulty(server, point);
      expect(await fault.worker.ended).toBe("SIGKILL");
      expect(existsSync(fault.evidence)).toBe(true);
      const healthy = await startWorkerProcess(server);
      const request = await settled(server, id);
      await healthy.kill("SIGKILL");
      expect(request).toMatchObject({ state: "failed", blockedReason: null, resource: { state: "destroyed" } });
      expect(await targetObjects([request.resource?.id ?? ""])).toEqual({ databases: [], roles: [] });
    }
    expect((await verifyAudit(db)).findings).toEqual([]);
    sayFault("F20", `${kills} of ${kills} blocked and told, then clean after kill -9; 0 objects left`);
  },
);

/** Fails for good at these points, however often they are passed. */
function failAt(points: readonly string[]) {
  return (point: string) => {
    if (points.includes(point)) throw new AppError("backend_refused", `The fault harness refuses at ${point}.`);
  };
}

async function stepStates(db: Parameters<typeof verifyAudit>[0], runId: string): Promise<string[]> {
  const rows = await db.query<{ state: string }>(
    sql`SELECT state FROM steps WHERE run_id = ${runId} ORDER BY position`,
  );
  return rows.map(({ state }) => state);
}
