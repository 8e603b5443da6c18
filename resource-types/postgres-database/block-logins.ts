import { isAppError } from "#domain/errors/app-error.ts";
import type { AdminSession } from "./admin/session.ts";
import type { PostgresContext } from "./call.ts";
import { endSessions, terminateSessions } from "./end-sessions.ts";
import { quoteIdentifier } from "./sql-quote.ts";

const attemptsMax = 100;

/**
 * Takes the right to log in from the roles and ends their sessions, so that nobody of theirs comes back.
 *
 * A tenant may alter its own role, and so collide with this, or hold a lock on it in an open transaction; its sessions
 * are therefore ended before each attempt and waited for after it.
 * @returns how many sessions were ended
 */
export async function blockLogins(
  ctx: PostgresContext,
  session: AdminSession,
  roles: readonly string[],
): Promise<number> {
  if (roles.length === 0) return 0;
  const statements = roles.map((role) => `ALTER ROLE ${quoteIdentifier(role)} NOLOGIN`);
  const ended = new Set<number>();
  for (let attempt = 1; ; attempt += 1) {
    await ctx.assertFence();
    for (const pid of await terminateSessions(session, roles)) ended.add(pid);
    try {
      await session.run(["SET LOCAL lock_timeout = '250ms'", ...statements]);
      for (const pid of await endSessions(session, roles)) ended.add(pid);
      return ended.size;
    } catch (error) {
      if (!isCollision(error) || attempt === attemptsMax) throw error;
    }
  }
}

/** "Tuple concurrently updated" and "lock not available": somebody else is altering the same role. */
function isCollision(error: unknown): boolean {
  if (!isAppError(error, "backend_unavailable")) return false;
  return error.details.sqlState === "XX000" || error.details.sqlState === "55P03";
}
