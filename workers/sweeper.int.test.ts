import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { findDueWork } from "#server/runs/find-due-work.ts";
import { findUnaskedApprovers } from "#server/notifications/find-unasked-approvers.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { describeEachDriver } from "#tests/harness/describe-each-driver.ts";
import { startOutward } from "#tests/harness/start-outward.ts";
import { startWorker } from "#tests/harness/start-worker.ts";
import { openTestServer } from "#tests/harness/test-server.ts";
import { startNotices } from "#workers/notices.ts";

const settleMs = 20_000;

describeEachDriver("the sweeper", (redisUrl) => {
  test("finds what every lost job was about: a run, and people who were never asked", async () => {
    const server = await openTestServer();
    const { db } = server.worker.ctx;
    await Promise.all([server.actor("priya"), server.actor("omar")]);
    const [granted, waiting] = [
      await server.submit("dana"),
      await server.submit("dana", { environment: "production" }),
    ];
    expect(await db.query(sql`DELETE FROM outbox RETURNING topic`)).toHaveLength(2);
    await db.query(sql`UPDATE requests SET updated_at = updated_at - interval '1 minute'`);
    expect(await findDueWork(db)).toEqual([{ topic: "run.start", payload: { requestId: granted.id } }]);
    expect(await findUnaskedApprovers(db)).toEqual([{ topic: "approval.ask", payload: { requestId: waiting.id } }]);
    const queues = await startWorker(server, redisUrl(server));
    startNotices(server.worker.ctx, queues, startOutward(server.worker.ctx));
    const sent = await waitUntil("the approvers have mail", settleMs, async () => {
      const rows = await db.query(sql`
        SELECT n.id FROM notifications n JOIN deliveries d ON d.notification_id = n.id AND d.channel = 'email'
        WHERE n.template = 'approval.requested' AND d.state = 'sent'`);
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
