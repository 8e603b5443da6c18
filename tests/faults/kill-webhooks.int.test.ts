import { setTimeout } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { testWebhook } from "#server/webhooks/test-webhook.ts";
import { say } from "#tests/contract-suite/say.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { startWorkerProcess } from "#tests/faults/worker-process.ts";
import { openWebhookReceiver } from "#tests/harness/webhook-receiver.ts";
import { openWebhookWorld } from "#tests/harness/webhook-world.ts";

const kills = 10;
const perRound = 20;
const settleMs = 60_000;
const env = { WEBHOOK_ALLOWED_NETWORKS: "127.0.0.0/8" };

test(
  "every event arrives under its own id, though the worker is killed ten times while it makes and sends them",
  { timeout: 240_000 },
  async () => {
    const { server, create } = await openWebhookWorld();
    const receiver = await openWebhookReceiver();
    // Long enough for a kill to hit messages that have arrived and are not written down.
    receiver.answerWith((_, res) => void setTimeout(40).then(() => res.writeHead(204).end()));
    const { webhook, key } = await create("lee", { url: receiver.origin });
    const lee = await server.actor("lee");
    const { db } = server.worker.ctx;
    const expected: string[] = [];
    const happen = async () => void expected.push((await testWebhook(server.web, lee, webhook.id)).event);
    const arrived = () => new Set(receiver.received.map(({ headers }) => headers["webhook-id"]));
    for (let round = 0; round < kills; round++) {
      const worker = await startWorkerProcess(server, { env, preload: false });
      const before = receiver.received.length;
      for (let count = 0; count < perRound; count++) await happen();
      await waitUntil("some have arrived", settleMs, async () => receiver.received.length > before + 4 || null);
      await worker.kill("SIGKILL");
      // What it had taken is held for some seconds by the ledger's clock, which are over now.
      await db.query(
        sql`UPDATE webhook_deliveries SET next_at = clock_timestamp() - interval '1 ms' WHERE state = 'pending'`,
      );
    }
    const lost = expected.length - arrived().size;
    const healthy = await startWorkerProcess(server, { env, preload: false });
    await waitUntil("everything is delivered", settleMs, async () => {
      const rows = await db.query(sql`SELECT id FROM webhook_deliveries WHERE state = 'delivered'`);
      return rows.length === expected.length || null;
    });
    await healthy.kill("SIGTERM");
    expect([...arrived()].toSorted()).toEqual(expected.toSorted());
    for (const { headers, body } of receiver.received) new Webhook(key).verify(body, headers as Record<string, string>);
    say(
      `webhooks | ${kills} kills -9 | ${arrived().size} of ${expected.length} distinct ids arrived, 0 lost; ` +
        `${lost} waited at the last kill, ${receiver.received.length - expected.length} came a second time under their own id`,
    );
  },
);
