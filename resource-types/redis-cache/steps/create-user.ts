import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withResourceLock } from "../admin/with-resource-lock.ts";
import { prepareCall, type RedisContext } from "../call.ts";
import { assertOnlyOwn, findOwnUser, forReceipt, observe } from "../observe.ts";
import { persistUsers } from "../persist-users.ts";
import { setUser } from "../set-user.ts";

/**
 * Creates this generation's user with its rules and its marker in one command, and has the server keep it.
 *
 * The user cannot log in yet: it is switched on together with its first password.
 * @throws backend_conflict when a user of that name exists without our marker
 */
export async function createUser(ctx: RedisContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(session, names, ctx.signal);
    assertOnlyOwn(seen);
    const isNew = findOwnUser(seen, names.username) === undefined;
    if (isNew) await setUser(ctx, session, { names, password: null });
    await ctx.failpoint("redis.after-create-user");
    await ctx.assertFence();
    const persistence = await persistUsers(ctx, session);
    const catalogue = findOwnUser(await observe(session, names, ctx.signal), names.username);
    return {
      server: session.facts.server,
      keyPrefix: names.keyPrefix,
      created: isNew,
      persistence,
      catalogue: forReceipt(catalogue),
    };
  });
}
