import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

/** How much waits behind the scenes. */
export interface Backlog {
  /** Messages that are not delivered yet, and those that were given up. */
  readonly unsent: number;
  readonly failed: number;
  /** Promises that no worker has taken to the queue. */
  readonly outbox: number;
  /** Since when the oldest of them waits; null: none does. */
  readonly outboxSince: string | null;
  readonly queue: "Redis" | "PostgreSQL";
}

/** Counts what waits behind the scenes, each up to 1000. */
export async function readBacklog({ db, settings }: ServerContext): Promise<Backlog> {
  const [row] = await db.query<Omit<Backlog, "queue" | "outboxSince"> & { outboxSince: Date | null }>(sql`
    SELECT (SELECT count(*)::int FROM (SELECT FROM deliveries WHERE state = 'pending' LIMIT 1000) d) AS unsent,
      (SELECT count(*)::int FROM (SELECT FROM deliveries WHERE state = 'failed' LIMIT 1000) d) AS failed,
      (SELECT count(*)::int FROM (SELECT FROM outbox LIMIT 1000) o) AS outbox,
      (SELECT min(created_at) FROM outbox) AS "outboxSince"`);
  const { outboxSince = null, ...counts } = row ?? { unsent: 0, failed: 0, outbox: 0 };
  const queue = settings.REDIS_URL === undefined ? "PostgreSQL" : "Redis";
  return { ...counts, outboxSince: outboxSince?.toISOString() ?? null, queue };
}
