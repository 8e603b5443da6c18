import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { blockUsers } from "./block-users.ts";
import { prepareCall, type MariadbContext } from "./call.ts";
import { dropDatabase, dropUsers } from "./drop-things.ts";
import { assertOnlyOwn, forReceipt, observe } from "./observe.ts";
import { unregister } from "./registry.ts";

/**
 * Drops the database with its data and the users of all generations, and proves that nothing is left.
 *
 * The users are locked first, so that nothing comes into being behind its back, and the registry forgets last: as long
 * as anything is left it says whose it is. Whatever is absent already counts as dropped.
 * @throws backend_conflict, and verification_failed when the server still knows one of the names
 */
export async function destroy(ctx: MariadbContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(ctx, session, names);
    assertOnlyOwn(seen, names);
    const users = seen.users.map(({ name }) => name);
    const connectionsEnded = await blockUsers(ctx, session, users);
    await ctx.failpoint("mariadb.after-block");
    const preparedEnded = seen.database === null ? 0 : await dropDatabase(ctx, session, names);
    await ctx.failpoint("mariadb.after-drop-database");
    await dropUsers(ctx, session, users);
    await unregister(ctx, session, seen.registered);
    const left = await observe(ctx, session, names);
    if (left.users.length > 0 || left.database !== null || left.registered.length > 0) {
      const text = "The database server still knows a thing that was destroyed.";
      const details = { users: left.users.map(forReceipt), database: left.database, registered: left.registered };
      throw new AppError("verification_failed", text, { details });
    }
    const { database } = names;
    const dropped = { droppedDatabase: seen.database !== null, droppedUsers: users };
    return { database, ...dropped, connectionsEnded, preparedEnded, catalogue: [] };
  });
}
