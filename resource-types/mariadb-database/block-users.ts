import type { AdminSession } from "./admin/with-admin-session.ts";
import type { MariadbContext } from "./call.ts";
import { endSessions } from "./end-sessions.ts";
import { quoteAccount } from "./sql-quote.ts";

/**
 * Locks the users and ends their connections, so that nobody of theirs comes back.
 *
 * @returns how many connections were ended
 * @throws verification_failed when the server still lists a connection of theirs
 */
export async function blockUsers(
  ctx: MariadbContext,
  session: AdminSession,
  usernames: readonly string[],
): Promise<number> {
  if (usernames.length === 0) return 0;
  await ctx.assertFence();
  await session.rows(
    `ALTER USER IF EXISTS ${usernames.map((name) => `${quoteAccount(name)}`).join(", ")} ACCOUNT LOCK`,
  );
  return endSessions(session, usernames);
}
