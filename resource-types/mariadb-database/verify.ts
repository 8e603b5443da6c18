import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { prepareCall, type MariadbContext, type PreparedCall } from "./call.ts";
import { endSessions } from "./end-sessions.ts";
import { loginAsTenant } from "./login-as-tenant.ts";
import { assertOnlyOwn, findOwnUser, observe } from "./observe.ts";
import { generateUserPassword, passwordHash } from "./password-hash.ts";
import { probeRights } from "./probe-rights.ts";
import { setUser } from "./set-user.ts";

/**
 * Logs in with a throw-away password and checks rights and limits; then sets the password that is delivered, which
 * never logs in, and hands it to `ctx.secrets.put`.
 *
 * A repeated call replaces whatever password an earlier one set, so that no live password exists that nobody receives.
 * @throws verification_failed with the failed checks, backend_refused when the server lets strangers in
 */
export async function verify(ctx: MariadbContext): Promise<Receipt> {
  const call = prepareCall(ctx);
  const { names } = call;
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(ctx, session, names);
    assertOnlyOwn(seen, names);
    if (seen.database === null || findOwnUser(seen, names.username) === undefined) {
      throw new AppError("verification_failed", "The database or its user is missing on the database server.");
    }
    await assertNoStrangers(session);
    const checks = await probe(ctx, call, session);
    await ctx.failpoint("mariadb.after-probe");
    await deliver(ctx, call, session);
    return { ...session.facts, probe: checks };
  });
}

/** An account without a name lets anybody in, and stands in the way of users that come from its host. */
async function assertNoStrangers(session: AdminSession): Promise<void> {
  const anonymous = await session.rows<{ host: string }>("SELECT Host AS host FROM mysql.global_priv WHERE User = ''");
  if (anonymous.length === 0) return;
  const text = "The database server has anonymous users. Remove them, for instance by mariadb-secure-installation.";
  throw new AppError("backend_refused", text, { details: { hosts: anonymous.map(({ host }) => host) } });
}

async function probe(ctx: MariadbContext, call: PreparedCall, session: AdminSession): Promise<Receipt> {
  const { names, settings } = call;
  const password = generateUserPassword();
  try {
    await setUser(ctx, session, { call, password });
    await endSessions(session, [names.username]);
    let facts: Receipt = {};
    const login = { settings, database: names.database, username: names.username, password, signal: ctx.signal };
    const answer = await loginAsTenant(login, async (connection) => {
      facts = await probeRights(connection, ctx);
    });
    if (!answer.connected) {
      throw new AppError("verification_failed", "The new user was not let in.", { details: { ...answer } });
    }
    return { login: answer, ...facts };
  } finally {
    password.wipe();
  }
}

async function deliver(ctx: MariadbContext, call: PreparedCall, session: AdminSession): Promise<void> {
  const { names, settings } = call;
  const password = generateUserPassword();
  try {
    await setUser(ctx, session, { call, password });
    const user = findOwnUser(await observe(ctx, session, names), names.username);
    if (user?.isLocked !== false || user.hash !== passwordHash(session.facts.plugin, password)) {
      throw new AppError("verification_failed", "The database server did not keep the new password.");
    }
    await ctx.failpoint("mariadb.after-final-password");
    await ctx.secrets.put({
      host: settings.host,
      port: settings.port,
      database: names.database,
      username: names.username,
      password,
      tls: settings.tls,
    });
  } finally {
    password.wipe();
  }
}
