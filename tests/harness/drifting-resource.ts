import { onTestFinished } from "vitest";
import pg from "pg";
import { externalNames } from "#resource-types/postgres-database/external-names.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { claimLooks } from "#server/reconcile/claim-looks.ts";
import { lookAtResource } from "#server/reconcile/look-at-resource.ts";
import { startRepairRun } from "#server/reconcile/start-repair-run.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { openHeldResource } from "#tests/harness/held-resource.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";

/** A resource of dana's on the target, and the hands of somebody who is root there. */
export async function openDriftingResource() {
  const held = await openHeldResource();
  const { worker, resourceId, requestId, admin, resource } = held;
  const root = new pg.Client({ connectionString: targetAdminUrl() });
  await root.connect();
  onTestFinished(() => root.end());
  const { name, team, environment } = await resource();
  const names = externalNames({ resourceId, requestId, name, team, environment, generation: 1 });
  await claimLooks(worker.ctx.db, {});
  const look = async (times = 1) => {
    for (let time = 0; time < times; time++) await lookAtResource(worker, resourceId);
  };
  return {
    ...held,
    root,
    /** Of generation 1. */
    names,
    look,
    /** Raises the limit of the login by hand, and looks as often as it takes to report that. */
    raiseLimit: async (limit = 99) => {
      await root.query(`ALTER ROLE ${names.loginRole} CONNECTION LIMIT ${limit}`);
      await look(2);
    },
    drift: async () => (await resource()).inspection.drift,
    /** Does what somebody asked for, as the worker does. */
    repair: async () => {
      const runId = await startRepairRun(worker, resourceId);
      if (runId !== null) await executeRun(worker, runId);
      return runId;
    },
    /** Actions of the resource's own history, the oldest first. */
    history: async () => {
      const rows = await admin.query<{ action: string }>(sql`
        SELECT text::jsonb ->> 'action' AS action FROM audit_events WHERE stream = ${`resource:${resourceId}`} ORDER BY seq`);
      return rows.map(({ action }) => action);
    },
  };
}
