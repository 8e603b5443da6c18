import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { aclRules } from "./acl-rules.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { prepareCall, type RedisContext } from "./call.ts";
import { assertOnlyOwn, findOwnUser, forReceipt, observe } from "./observe.ts";
import { persistUsers } from "./persist-users.ts";

/**
 * Gives the user of this generation exactly its rules again, in one atomic command, and has the server keep them.
 *
 * Its passwords stay as they are, a user that is off stays off, and no connection is ended: the server looks at the rules
 * with every command.
 * @throws backend_conflict for a user that is not ours
 */
export async function repair(ctx: RedisContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(session, names, ctx.signal);
    assertOnlyOwn(seen);
    if (findOwnUser(seen, names.username) === undefined) return { username: names.username, exists: false };
    const rules = aclRules(names, ctx.parameters, session.facts);
    await ctx.assertFence();
    await session.transact([["ACL", "SETUSER", names.username, "clearselectors", "resetkeys", ...rules]]);
    await ctx.failpoint("redis.after-repair");
    await ctx.assertFence();
    const persistence = await persistUsers(ctx, session);
    const catalogue = forReceipt(findOwnUser(await observe(session, names, ctx.signal), names.username));
    return { username: names.username, exists: true, persistence, catalogue };
  });
}
