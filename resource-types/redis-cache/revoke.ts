import { generatePassword } from "#domain/credentials/generate-password.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { blockUsers } from "./block-users.ts";
import { prepareCall, type PreparedCall, type RedisContext } from "./call.ts";
import { loginAsTenant, type TenantLogin } from "./login-as-tenant.ts";
import { assertOnlyOwn, findOwnUser, forReceipt, observe } from "./observe.ts";
import { passwordHash } from "./password-rule.ts";
import { persistUsers } from "./persist-users.ts";
import { setUser } from "./set-user.ts";

/**
 * Ends the access of this generation and proves it.
 *
 * The user is switched off and its connections are ended first. Then the proof: a probe password replaces the old one
 * and is let in, the user is switched off again, and the same password is refused. The server answers WRONGPASS to a
 * wrong password and to a user that is off alike, so the refusal alone proves nothing: the catalogue must show, at that
 * moment, the user off and the probe's hash as its only password. At last the user is left off and without a password.
 * A user that is gone already counts as success. Data and other generations stay as they are.
 * @throws verification_failed when an answer is not the expected one, backend_conflict for a user that is not ours
 */
export async function revoke(ctx: RedisContext): Promise<Receipt> {
  const call = prepareCall(ctx);
  const { username } = call.names;
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(session, call.names, ctx.signal);
    assertOnlyOwn(seen);
    if (findOwnUser(seen, username) === undefined)
      return { username, alreadyGone: true, ...(await keep(ctx, session)) };
    const connectionsEnded = await blockUsers(ctx, session, [username]);
    // A server that restarts from here on finds the user off.
    await keep(ctx, session);
    await ctx.failpoint("redis.after-first-block");
    const answers = await prove(ctx, session, call);
    await setUser(ctx, session, { names: call.names, password: null });
    const kept = await keep(ctx, session);
    const catalogue = forReceipt(findOwnUser(await observe(session, call.names, ctx.signal), username));
    return { username, connectionsEnded, ...answers, ...kept, catalogue };
  });
}

async function prove(ctx: RedisContext, session: AdminSession, { names, settings }: PreparedCall): Promise<Receipt> {
  const password = generatePassword();
  try {
    const login: TenantLogin = { settings, username: names.username, password, signal: ctx.signal };
    await setUser(ctx, session, { names, password });
    const positiveControl = await loginAsTenant(login);
    await ctx.failpoint("redis.after-positive-control");
    await blockUsers(ctx, session, [names.username]);
    const refusal = await loginAsTenant(login);
    const blocked = findOwnUser(await observe(session, names, ctx.signal), names.username);
    const isProbe = blocked?.passwordHashes.join() === passwordHash(password) && !blocked.needsNoPassword;
    const atRefusal = { isOn: blocked?.isOn, passwordIsTheProbe: isProbe };
    if (positiveControl.connected && !refusal.connected && blocked?.isOn === false && isProbe) {
      return { positiveControl, refusal, atRefusal };
    }
    throw new AppError("verification_failed", "The user that was switched off was not refused because of that.", {
      details: { positiveControl, refusal, atRefusal },
    });
  } finally {
    password.wipe();
  }
}

async function keep(ctx: RedisContext, session: AdminSession): Promise<Receipt> {
  await ctx.assertFence();
  return { persistence: await persistUsers(ctx, session) };
}
