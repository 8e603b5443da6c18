import { AppError } from "#domain/errors/app-error.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import { listConnections } from "./admin/list-connections.ts";
import type { RedisContext } from "./call.ts";

/**
 * Switches the users off and ends their connections in one atomic step, so that nobody of theirs comes back: the server
 * runs one command at a time, and a login is one.
 *
 * @returns how many connections were ended
 * @throws verification_failed when the server still lists a connection of theirs
 */
export async function blockUsers(
  ctx: RedisContext,
  session: AdminSession,
  usernames: readonly string[],
): Promise<number> {
  if (usernames.length === 0) return 0;
  await ctx.assertFence();
  const answers = await session.transact(
    usernames.flatMap((name) => [
      ["ACL", "SETUSER", name, "off"] as const,
      ["CLIENT", "KILL", "USER", name, "SKIPME", "yes"] as const,
    ]),
  );
  const list = listConnections(String(await session.call("CLIENT", "LIST")));
  if (list.some(({ user }) => usernames.includes(user))) {
    throw new AppError("verification_failed", "A connection of this credential is still open on the cache server.");
  }
  return answers.reduce<number>((sum, answer) => sum + (typeof answer === "number" ? answer : 0), 0);
}
