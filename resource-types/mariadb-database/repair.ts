import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { prepareCall, type MariadbContext } from "./call.ts";
import { findDrift } from "./find-drift.ts";
import { measureSize } from "./measure-usage.ts";
import { assertOnlyOwn, findOwnUser, observe } from "./observe.ts";
import { setUser } from "./set-user.ts";

/**
 * Gives the user of this generation its limits and rights again and takes away every other, in one step; its password and
 * whether it is locked stay as they are, and its open connections go on.
 *
 * A database that is gone, one that outgrew its size and what others were given stay: those are for people.
 * @throws backend_conflict, backend_refused when the user is gone or has several ways in, so that no password can be kept
 */
export async function repair(ctx: MariadbContext): Promise<Receipt> {
  const call = prepareCall(ctx);
  const { names } = call;
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(ctx, session, names);
    assertOnlyOwn(seen, names);
    const user = findOwnUser(seen, names.username);
    if (user === undefined || !["ed25519", "mysql_native_password"].includes(user.plugin)) {
      throw new AppError(
        "backend_refused",
        "The user is missing or lets itself in another way. Rotate the credential.",
      );
    }
    const before = await findDrift(ctx, session, { call, seen, sizeBytes: await measureSize(session, names) });
    await setUser(ctx, session, { call, password: user, isLocked: user.isLocked });
    await ctx.failpoint("mariadb.after-repair");
    const after = await observe(ctx, session, names);
    const left = await findDrift(ctx, session, { call, seen: after, sizeBytes: await measureSize(session, names) });
    return { repaired: before.filter(({ what }) => !left.some((each) => each.what === what)), left };
  });
}
