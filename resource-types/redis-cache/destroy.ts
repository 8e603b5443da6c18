import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { blockUsers } from "./block-users.ts";
import { prepareCall, type RedisContext } from "./call.ts";
import { deleteKeys } from "./delete-keys.ts";
import { deleteUsers } from "./delete-users.ts";
import { assertOnlyOwn, forReceipt, observe } from "./observe.ts";
import { persistUsers } from "./persist-users.ts";

/**
 * Deletes all keys of the prefix and the users of all generations, and proves that nothing is left.
 *
 * The users are blocked first, so that no key comes into being behind its back, and deleted last: as long as a key is
 * left, a user with our marker says whose it is. Whatever is absent already counts as deleted.
 * @throws backend_conflict, and verification_failed when the server still knows one of the names
 */
export async function destroy(ctx: RedisContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(session, names, ctx.signal);
    assertOnlyOwn(seen);
    const users = seen.map(({ name }) => name);
    const connectionsEnded = await blockUsers(ctx, session, users);
    await ctx.failpoint("redis.after-block");
    const deletedKeys = await deleteKeys(ctx, session, names);
    await deleteUsers(ctx, session, users);
    await ctx.failpoint("redis.after-delete-users");
    await ctx.assertFence();
    const persistence = await persistUsers(ctx, session);
    const catalogue = (await observe(session, names, ctx.signal)).map(forReceipt);
    if (catalogue.length > 0) {
      const text = "The cache server still knows a user that was deleted.";
      throw new AppError("verification_failed", text, { details: { catalogue } });
    }
    const { keyPrefix } = names;
    return { keyPrefix, connectionsEnded, deletedKeys, deletedUsers: users, persistence, catalogue };
  });
}
