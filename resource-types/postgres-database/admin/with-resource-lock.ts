import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#domain/errors/app-error.ts";
import type { AdminSession } from "./session.ts";
import { withAdminSession, type CallContext } from "./with-admin-session.ts";

const patienceMilliseconds = 2_000;
const pollMilliseconds = 50;

/**
 * Runs `work` in an admin session that holds the cluster-wide lock of this resource.
 *
 * Two workers never act on one resource at the same time: whoever still holds the fence ends the session of the other,
 * so that a paused worker that wakes up late finds its connection dead instead of overwriting a newer effect.
 * @throws backend_unavailable, backend_refused, aborted, fence_lost, and what `work` throws
 */
export async function withResourceLock<T>(ctx: CallContext, work: (session: AdminSession) => Promise<T>): Promise<T> {
  return withAdminSession(ctx, async (session) => {
    const key = lockKey(ctx.resource.resourceId);
    await takeLock(session, ctx, key);
    const result = await work(session);
    await session.rows("SELECT pg_advisory_unlock($1::bigint)", [key]);
    return result;
  });
}

async function takeLock(session: AdminSession, ctx: CallContext, key: string): Promise<void> {
  for (let waited = 0; waited < 3 * patienceMilliseconds; waited += pollMilliseconds) {
    const sql = "SELECT pg_try_advisory_lock($1::bigint) AS locked";
    const [answer] = await session.rows<{ locked: boolean }>(sql, [key]);
    if (answer?.locked === true) return;
    if (waited === patienceMilliseconds) {
      await ctx.assertFence();
      await endHolder(session, key);
    }
    await sleep(pollMilliseconds, undefined, { signal: ctx.signal });
  }
  throw new AppError("backend_unavailable", "Another session holds this resource on the database server.");
}

async function endHolder(session: AdminSession, key: string): Promise<void> {
  await session.rows(
    `SELECT pg_terminate_backend(pid) FROM pg_locks
      WHERE locktype = 'advisory' AND objsubid = 1 AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (classid::bigint << 32) | objid::bigint = $1::bigint`,
    [key],
  );
}

/** A positive bigint as text; PostgreSQL shows its halves as `classid` and `objid` in `pg_locks`. */
function lockKey(resourceId: string): string {
  const digest = createHash("sha256").update(`latchkey lock ${resourceId}`).digest();
  return (digest.readBigUInt64BE() >> 1n).toString();
}
