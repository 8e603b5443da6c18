import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withResourceLock } from "../admin/with-resource-lock.ts";
import { prepareCall, type MariadbContext } from "../call.ts";
import { assertOnlyOwn, findOwnUser, forReceipt, observe } from "../observe.ts";
import { birthmark } from "../password-hash.ts";
import { register } from "../registry.ts";
import { grantStatement } from "../rights.ts";
import { userOptions } from "../set-user.ts";
import { quoteAccount } from "../sql-quote.ts";

/**
 * Creates this generation's user with its limits and its birthmark, enters it in the registry, and gives it its rights.
 *
 * The user cannot log in yet: it is unlocked together with its first password.
 * @throws backend_conflict when a user of that name exists and is not ours
 */
export async function createUser(ctx: MariadbContext): Promise<Receipt> {
  const call = prepareCall(ctx);
  const { names } = call;
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(ctx, session, names);
    assertOnlyOwn(seen, names);
    const isNew = findOwnUser(seen, names.username) === undefined;
    if (isNew) {
      const born = { plugin: "mysql_native_password", hash: birthmark(names.marker) };
      await ctx.assertFence();
      await session.rows(`CREATE USER ${quoteAccount(names.username)} ${userOptions(ctx, call, born)}`);
      await ctx.failpoint("mariadb.after-create-user");
    }
    await register(ctx, session, { kind: "user", name: names.username });
    await ctx.failpoint("mariadb.after-register-user");
    await ctx.assertFence();
    await session.rows(grantStatement(names.database, names.username, ctx.resource.access));
    const catalogue = findOwnUser(await observe(ctx, session, names), names.username);
    return { username: names.username, created: isNew, catalogue: forReceipt(catalogue) };
  });
}
