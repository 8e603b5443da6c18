import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { driveRun } from "#tests/faults/drive-run.ts";
import { inBatches } from "#tests/faults/in-batches.ts";
import { openRoomyServer, submitOne } from "#tests/faults/many-requests.ts";
import { sayFault } from "#tests/faults/say-fault.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { startWorkerProcess } from "#tests/faults/worker-process.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { startSmtpDouble } from "#tests/smtp-double/smtp-double.ts";

const requests = fullCount(100);
const kills = fullCount(20);
const toldMsMax = 60_000;

test(
  "F4: whoever waits is told once, though the worker that sealed died before, and those that tell die while they do",
  { timeout: 240_000 },
  async () => {
    const smtp = await startSmtpDouble();
    const server = await openRoomyServer();
    // Sealed and committed; nobody is told, and nothing is left in a queue: the worker that did it is gone.
    await inBatches(requests, 4, async (index) => {
      const { id } = await submitOne(server, index);
      await driveRun(server.worker, (await startProvisionRun(server.worker, id)) ?? "");
    });
    const { db } = server.worker.ctx;
    const ready = await db.query<{ id: string }>(
      sql`SELECT id FROM notifications WHERE template = 'request.fulfilled'`,
    );
    expect(ready).toHaveLength(requests);
    const env = { SMTP_URL: smtp.url };
    // Others may be told meanwhile, such as who keeps a back end that did not answer in time.
    const wanted = new Set(ready.map(({ id }) => `<${id}@127.0.0.1>`));
    const taken = () => smtp.taken.map((mail) => mail.header("Message-ID") ?? "").filter((id) => wanted.has(id));
    const messageIds = () => new Set(taken());
    const beganAt = performance.now();
    let killed = 0;
    for (; killed < kills && messageIds().size < requests; killed++) {
      const before = smtp.attempts;
      const worker = await startWorkerProcess(server, { env });
      await waitUntil("it begins to tell", toldMsMax, async () => smtp.attempts > before || null);
      await worker.kill("SIGKILL");
      // What it had taken is held for some forty seconds by the ledger's clock, which are over now.
      await db.query(sql`UPDATE deliveries SET next_at = clock_timestamp() - interval '1 ms' WHERE state = 'pending'`);
    }
    const healthy = await startWorkerProcess(server, { env });
    await waitUntil("everybody is told", toldMsMax, async () => {
      const [left] = await db.query<{ n: number }>(
        sql`SELECT (SELECT count(*) FROM notifications WHERE sent_at IS NULL)::int +
          (SELECT count(*) FROM deliveries WHERE state = 'pending')::int AS n`,
      );
      return left?.n === 0 || null;
    });
    const tookMs = performance.now() - beganAt;
    await healthy.kill("SIGTERM");
    const [rows] = await db.query(sql`
      SELECT count(*)::int AS notices, count(DISTINCT dedupe_key)::int AS keys FROM notifications
      WHERE template = 'request.fulfilled'`);
    expect(rows).toEqual({ notices: requests, keys: requests });
    expect([...messageIds()].toSorted()).toEqual([...wanted].toSorted());
    sayFault(
      "F4",
      `${requests} of ${requests} told, one message each, through ${killed} kills in ${tookMs.toFixed(0)} ms; ` +
        `${taken().length - requests} came a second time under their own Message-ID`,
    );
  },
);
