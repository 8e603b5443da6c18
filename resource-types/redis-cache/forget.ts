import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { prepareCall, type RedisContext } from "./call.ts";
import { deleteUsers } from "./delete-users.ts";
import { findOwnUser, observe } from "./observe.ts";
import { persistUsers } from "./persist-users.ts";

/**
 * Deletes the user of this generation, which lets nobody in any more; keys stay. Absence is success.
 *
 * @throws verification_failed for a user that could still get in
 */
export async function forget(ctx: RedisContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const user = findOwnUser(await observe(session, names, ctx.signal), names.username);
    if (user === undefined) return { deleted: [] };
    if (user.isOn) throw new AppError("verification_failed", "A user that was not ended is not forgotten.");
    await deleteUsers(ctx, session, [names.username]);
    await ctx.assertFence();
    return { deleted: [names.username], persistence: await persistUsers(ctx, session) };
  });
}
