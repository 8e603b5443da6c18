import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { blockUsers } from "./block-users.ts";
import { prepareCall, type MariadbContext, type PreparedCall } from "./call.ts";
import { loginAsTenant, type TenantLogin } from "./login-as-tenant.ts";
import { assertOnlyOwn, findOwnUser, forReceipt, observe } from "./observe.ts";
import { generateUserPassword } from "./password-hash.ts";
import { register } from "./registry.ts";
import { setUser } from "./set-user.ts";

/** The right password of a locked user (ER_ACCOUNT_HAS_BEEN_LOCKED). */
const locked = 4151;

/**
 * Ends the access of this generation and proves it.
 *
 * The user is locked and its connections are ended first. Then the proof: a probe password replaces the old one and is
 * let in, the user is locked again, and the same password is refused as locked (error 4151; a wrong password and a user
 * that is gone both answer 1045 and prove nothing). The user stays, locked, with a password that nobody has: views,
 * triggers and routines that it made run in its name, and would stop for all later generations if it were dropped. A
 * user that is gone already counts as success. Data and other generations stay as they are.
 * @throws verification_failed when an answer is not the expected one, backend_conflict for a user that is not ours
 */
export async function revoke(ctx: MariadbContext): Promise<Receipt> {
  const call = prepareCall(ctx);
  const { username } = call.names;
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(ctx, session, call.names);
    assertOnlyOwn(seen, call.names);
    if (findOwnUser(seen, username) === undefined) return { username, alreadyGone: true };
    const connectionsEnded = await blockUsers(ctx, session, [username]);
    await ctx.failpoint("mariadb.after-first-block");
    // A build that died early leaves a user that only its birthmark shows to be ours.
    await register(ctx, session, { kind: "user", name: username });
    const answers = await prove(ctx, session, call);
    const catalogue = forReceipt(findOwnUser(await observe(ctx, session, call.names), username));
    return { username, connectionsEnded, ...answers, catalogue };
  });
}

async function prove(ctx: MariadbContext, session: AdminSession, call: PreparedCall): Promise<Receipt> {
  const { names, settings } = call;
  const [password, discarded] = [generateUserPassword(), generateUserPassword()];
  try {
    // Without a database: the tenant may have dropped it.
    const login: TenantLogin = { settings, database: null, username: names.username, password, signal: ctx.signal };
    await setUser(ctx, session, { call, password });
    const positiveControl = await loginAsTenant(login);
    await ctx.failpoint("mariadb.after-positive-control");
    await blockUsers(ctx, session, [names.username]);
    const refusal = await loginAsTenant(login);
    if (!positiveControl.connected || refusal.errno !== locked) {
      throw new AppError("verification_failed", "The locked user was not refused as locked.", {
        details: { positiveControl, refusal },
      });
    }
    await setUser(ctx, session, { call, password: discarded, isLocked: true });
    return { positiveControl, refusal };
  } finally {
    password.wipe();
    discarded.wipe();
  }
}
