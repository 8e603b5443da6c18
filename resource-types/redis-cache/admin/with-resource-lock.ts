import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#domain/errors/app-error.ts";
import { mapRedisError } from "../map-redis-error.ts";
import { listConnections } from "./list-connections.ts";
import { withAdminSession, type AdminSession, type CallContext } from "./with-admin-session.ts";

const patienceMilliseconds = 2_000;
const pollMilliseconds = 20;

/**
 * Runs `work` in an admin session that has this resource to itself on the server.
 *
 * The lock is the name of the connection, so it ends with it and leaves nothing behind. Whoever still holds the fence
 * ends the connection of the other, so that a paused worker that wakes up late finds its connection dead instead of
 * overwriting a newer effect.
 * @throws backend_unavailable, backend_refused, aborted, fence_lost, and what `work` throws
 */
export async function withResourceLock<T>(ctx: CallContext, work: (session: AdminSession) => Promise<T>): Promise<T> {
  return withAdminSession(ctx, async (session) => {
    await takeLock(session, ctx);
    const result = await work(session);
    await session.call("CLIENT", "SETNAME", "");
    return result;
  });
}

async function takeLock(session: AdminSession, ctx: CallContext): Promise<void> {
  const name = lockName(ctx.resource.resourceId);
  let hasEnded = false;
  const startedAt = performance.now();
  while (performance.now() - startedAt < 3 * patienceMilliseconds) {
    const others = await tryName(session, name);
    if (others.length === 0) return;
    await session.call("CLIENT", "SETNAME", "");
    if (!hasEnded && performance.now() - startedAt > patienceMilliseconds) {
      await ctx.assertFence();
      for (const id of others) await session.call("CLIENT", "KILL", "ID", id);
      hasEnded = true;
    }
    // Two that keep meeting must fall out of step.
    await orMapped(sleep(pollMilliseconds * (1 + Math.random()), undefined, { signal: ctx.signal }), ctx.signal);
  }
  throw new AppError("backend_unavailable", "Another worker holds this resource on the cache server.");
}

/** Takes the name and looks who else has it, in one atomic step: of two that do so, the later one sees the earlier. */
async function tryName(session: AdminSession, name: string): Promise<readonly number[]> {
  const [, own, list] = await session.transact([
    ["CLIENT", "SETNAME", name],
    ["CLIENT", "ID"],
    ["CLIENT", "LIST"],
  ]);
  return listConnections(String(list))
    .filter((each) => each.name === name && each.user === session.username && each.id !== Number(own))
    .map(({ id }) => id);
}

async function orMapped(work: Promise<void>, signal: AbortSignal): Promise<void> {
  await work.catch((error: unknown) => Promise.reject(mapRedisError(error, signal)));
}

function lockName(resourceId: string): string {
  return `latchkey:${createHash("sha256").update(`latchkey lock ${resourceId}`).digest("hex").slice(0, 32)}`;
}
