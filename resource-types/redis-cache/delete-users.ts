import type { AdminSession } from "./admin/with-admin-session.ts";
import type { RedisContext } from "./call.ts";

/** Deletes the users, with whatever connections they have; absent ones count as deleted. */
export async function deleteUsers(
  ctx: RedisContext,
  session: AdminSession,
  usernames: readonly string[],
): Promise<void> {
  if (usernames.length === 0) return;
  await ctx.assertFence();
  await session.call("ACL", "DELUSER", ...usernames);
}
