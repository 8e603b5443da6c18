import pg from "pg";
import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { startCredentialRun } from "#server/runs/start-credential-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";
import { driveRun } from "#tests/faults/drive-run.ts";
import { inBatches } from "#tests/faults/in-batches.ts";
import { openRoomyServer, submitOne } from "#tests/faults/many-requests.ts";
import { sayFault } from "#tests/faults/say-fault.ts";
import { targetObjects } from "#tests/faults/target-objects.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";

const count = fullCount(100);

test(
  "F18: what somebody removed by hand counts as ended and as destroyed, at the first attempt",
  { timeout: 60_000 + count * 3000 },
  async () => {
    const server = await openRoomyServer();
    const { db } = server.worker.ctx;
    const dana = await server.actor("dana");
    await inBatches(count, 4, async (index) => {
      const { id } = await submitOne(server, index);
      await driveRun(server.worker, (await startProvisionRun(server.worker, id)) ?? "");
      const [row] = await db.query<{ id: string }>(sql`SELECT id FROM resources WHERE request_id = ${id}`);
      const resourceId = row?.id ?? "";
      await removeByHand(resourceId, index % 2 === 0 ? "its logins" : "everything");
      await db.query(sql`UPDATE grants SET state = 'revoked' WHERE resource_id = ${resourceId}`);
      await db.query(sql`UPDATE resources SET state = 'frozen' WHERE id = ${resourceId}`);
      await driveRun(server.worker, (await startCredentialRun(server.worker, resourceId)) ?? "");
      expect((await showResource(server.web, dana, resourceId)).grants).toMatchObject([
        { endedAt: expect.any(String) },
      ]);
      await releaseResource(server.web, dana, { id: resourceId });
      await driveRun(server.worker, (await startReleaseRun(server.worker, resourceId)) ?? "");
      const gone = await showResource(server.web, dana, resourceId);
      expect(gone).toMatchObject({ state: "destroyed", blockedReason: null });
      expect(await targetObjects([resourceId])).toEqual({ databases: [], roles: [] });
    });
    const retried = await db.query(sql`
      SELECT FROM steps JOIN runs ON runs.id = run_id WHERE kind <> 'provision' AND attempt > 1`);
    expect(retried).toEqual([]);
    expect((await verifyAudit(db)).findings).toEqual([]);
    sayFault("F18", `${count} of ${count} ended and destroyed at the first attempt`);
  },
);

/** As an administrator of the server would, behind Latchkey's back. */
async function removeByHand(resourceId: string, what: "its logins" | "everything"): Promise<void> {
  const { databases, roles } = await targetObjects([resourceId]);
  const client = new pg.Client({ connectionString: targetAdminUrl() });
  await client.connect();
  try {
    const names = what === "everything" ? roles : roles.filter((role) => /_g\d+$/.test(role));
    if (what === "everything") {
      for (const database of databases) await client.query(`DROP DATABASE ${pg.escapeIdentifier(database)}`);
    }
    for (const role of names.toSorted().toReversed()) await client.query(`DROP ROLE ${pg.escapeIdentifier(role)}`);
  } finally {
    await client.end();
  }
}
