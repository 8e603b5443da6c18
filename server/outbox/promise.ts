import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** What can be promised: each topic is a job of the queue that serves it. */
export type OutboxTopic =
  | "run.start"
  | "run.continue"
  | "release.start"
  | "resource.tend"
  | "resource.revert"
  | "approval.ask"
  | "grant.not_me"
  | "grant.refused"
  | "person.left"
  | "closure.apply"
  | "webhook.emit"
  | "webhook.deliver"
  | "notify";

interface Promised {
  readonly topic: OutboxTopic;
  /** Names the thing, so that the same promise made twice is one job at a time. */
  readonly key: string;
  /** Ids only. */
  readonly payload: Readonly<Record<string, string>>;
}

/** Promises work inside the caller's transaction; the relay is woken when it commits. */
export async function promise(tx: Queryable, { topic, key, payload }: Promised): Promise<void> {
  await tx.query(sql`
    WITH promised AS (
      INSERT INTO outbox (topic, key, payload) VALUES (${topic}, ${key}, ${JSON.stringify(payload)}))
    SELECT pg_notify('latchkey_outbox', '')`);
}
