import { plainOrigin } from "#domain/provisioning/plain-origin.ts";
import type { LiveSessions } from "#domain/provisioning/resource-type.ts";
import { listConnections } from "./admin/list-connections.ts";
import { withAdminSession } from "./admin/with-admin-session.ts";
import { prepareCall, type RedisContext } from "./call.ts";

const originsMax = 10;

/**
 * Tells whose connections are authenticated as this generation's user now.
 *
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function sessions(ctx: RedisContext): Promise<LiveSessions> {
  const { names } = prepareCall(ctx);
  return withAdminSession(ctx, async (session) => {
    const list = String(await session.call("CLIENT", "LIST"));
    const own = listConnections(list).filter(({ user }) => user === names.username);
    const byIdle = own.toSorted((a, b) => a.idleSeconds - b.idleSeconds);
    const [first] = byIdle;
    const origins = new Set(byIdle.map(({ host, name }) => plainOrigin(host, name)));
    return {
      connections: own.length,
      from: [...origins].slice(0, originsMax),
      lastActiveAt: first === undefined ? null : new Date(Date.now() - first.idleSeconds * 1000).toISOString(),
    };
  });
}
