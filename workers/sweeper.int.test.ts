import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { findDueWork } from "#server/runs/find-due-work.ts";
import { findUnaskedApprovers } from "#server/notifications/find-unasked-approvers.ts";
import { openChannels } from "#server/notifications/open-channels.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { describeEachDriver } from "#tests/harness/describe-each-driver.ts";
import { startWorker } from "#tests/harness/start-worker.ts";
import { openTestServer } from "#tests/harness/test-server.ts";
import { startNotices } from "#workers/notices.ts";

const settleMs = 20_000;

describeEachDriver("the sweeper", (redisUrl) => {
  test("finds what every lost job was about: a run, and people who were never asked", async () => {
    const server = await openTestServer();
    const { db, settings } = server.worker.ctx;
    await Promise.all([server.actor("priya"), server.actor("omar")]);
    const [granted, waiting] = [
      await server.submit("dana"),
      await server.submit("dana", { environment: "production" }),
    ];
    expect(await db.query(sql`DELETE FROM outbox RETURNING topic`)).toHaveLength(2);
    await db.query(sql`UPDATE requests SET updated_at = updated_at - interval '1 minute'`);
    expect(await findDueWork(db)).toEqual([{ topic: "run.start", payload: { requestId: granted.id } }]);
    expect(await findUnaskedApprovers(db)).toEqual([{ topic: "approval.ask", payload: { requestId: waiting.id } }]);
    startNotices(server.worker.ctx, await startWorker(server, redisUrl(server)), openChannels(settings));
    const sent = await waitUntil("the approvers have mail", settleMs, async () => {
      const rows = await db.query(sql`
        SELECT id FROM notifications WHERE template = 'approval.requested' AND sent_at IS NOT NULL`);
      return rows.length >= 2 ? rows : null;
    });
    expect(sent).toHaveLength(2);
    expect(await findUnaskedApprovers(db)).toEqual([]);
    await waitUntil("the run is over", settleMs, async () => {
      const rows = await db.query(sql`SELECT id FROM requests WHERE id = ${granted.id} AND state = 'fulfilled'`);
      return rows.length > 0 || null;
    });
  });
});
