import type { Database } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { QueueJob, QueueName, Queues } from "#server/adapters/queue/queues.ts";
import type { OutboxTopic } from "#server/outbox/promise.ts";

const batchRows = 100;

const queueOf = {
  "run.start": "runs",
  "run.continue": "runs",
  "release.start": "runs",
  "resource.tend": "runs",
  "resource.revert": "runs",
  "person.left": "runs",
  "closure.apply": "runs",
  "approval.ask": "notices",
  "grant.not_me": "notices",
  "grant.refused": "notices",
  "webhook.emit": "webhooks",
  "webhook.deliver": "webhooks",
  notify: "notices",
} as const satisfies Record<OutboxTopic, QueueName>;

/**
 * Moves promised work to the queue, at least once: the rows go in the transaction that saw the queue take them.
 *
 * Any number of relays may run; each row is taken by one. Gives how many it moved.
 */
export async function relayOutbox(db: Database, queues: Queues): Promise<number> {
  let moved = 0;
  for (;;) {
    const batch = await db.transaction(async (tx) => {
      const rows = await tx.query<QueueJob & { topic: OutboxTopic }>(sql`
        DELETE FROM outbox WHERE id IN (SELECT id FROM outbox ORDER BY id LIMIT ${batchRows} FOR UPDATE SKIP LOCKED)
        RETURNING topic, payload`);
      await Promise.all(rows.map((row) => queues.add(queueOf[row.topic], row)));
      return rows.length;
    });
    moved += batch;
    if (batch < batchRows) return moved;
  }
}
