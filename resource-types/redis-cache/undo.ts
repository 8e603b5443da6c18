import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { prepareCall, type RedisContext } from "./call.ts";
import { deleteUsers } from "./delete-users.ts";
import { findOwnUser, observe } from "./observe.ts";
import { persistUsers } from "./persist-users.ts";

/**
 * Deletes the user that `create-user` made for this generation; what is not ours stays, and absence is success.
 *
 * Keys stay: they belong to the resource, and no tenant has had this user's password yet.
 */
export async function undoCreateUser(ctx: RedisContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(session, names, ctx.signal);
    const deleted = findOwnUser(seen, names.username) === undefined ? [] : [names.username];
    await deleteUsers(ctx, session, deleted);
    const foreign = seen.some(({ isOwn }) => !isOwn);
    await ctx.assertFence();
    return { deleted, foreign, persistence: await persistUsers(ctx, session) };
  });
}
