import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#domain/errors/app-error.ts";
import { endConnection } from "./end-connection.ts";
import { withAdminSession, type AdminSession, type CallContext } from "./with-admin-session.ts";

const patienceMilliseconds = 2_000;
const pollMilliseconds = 50;

/**
 * Runs `work` in an admin session that has this resource to itself on the server.
 *
 * The lock is a named one of the session, so it ends with it. Whoever still holds the fence ends the connection of the
 * other, so that a paused worker that wakes up late finds its connection dead instead of overwriting a newer effect.
 * @throws backend_unavailable, backend_refused, aborted, fence_lost, and what `work` throws
 */
export async function withResourceLock<T>(ctx: CallContext, work: (session: AdminSession) => Promise<T>): Promise<T> {
  return withAdminSession(ctx, async (session) => {
    const name = lockName(ctx);
    await takeLock(session, ctx, name);
    const result = await work(session);
    await session.rows("SELECT RELEASE_LOCK(?)", [name]);
    return result;
  });
}

async function takeLock(session: AdminSession, ctx: CallContext, name: string): Promise<void> {
  for (let waited = 0; waited < 3 * patienceMilliseconds; waited += pollMilliseconds) {
    const [answer] = await session.rows<{ locked: number | null }>("SELECT GET_LOCK(?, 0) AS locked", [name]);
    if (answer?.locked === 1) return;
    if (waited === patienceMilliseconds) {
      await ctx.assertFence();
      await endHolder(session, name);
    }
    await sleep(pollMilliseconds, undefined, { signal: ctx.signal });
  }
  throw new AppError("backend_unavailable", "Another session holds this resource on the database server.");
}

async function endHolder(session: AdminSession, name: string): Promise<void> {
  const [answer] = await session.rows<{ holder: number | null }>("SELECT IS_USED_LOCK(?) AS holder", [name]);
  if (typeof answer?.holder === "number") await endConnection(session, answer.holder);
}

/** Any user of the server may take a lock by its name, so nobody without the admin's secret can know it. */
function lockName({ backend, resource }: CallContext): string {
  const digest = backend.adminSecret.use((bytes) =>
    createHmac("sha256", bytes).update(`latchkey lock ${resource.resourceId}`).digest("hex"),
  );
  return `latchkey:${digest.slice(0, 40)}`;
}
