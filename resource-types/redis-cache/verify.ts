import { generatePassword } from "#domain/credentials/generate-password.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { prepareCall, type PreparedCall, type RedisContext } from "./call.ts";
import { loginAsTenant } from "./login-as-tenant.ts";
import { assertOnlyOwn, findOwnUser, observe } from "./observe.ts";
import { passwordHash } from "./password-rule.ts";
import { persistUsers, type Persistence } from "./persist-users.ts";
import { probeRights } from "./probe-rights.ts";
import { setUser } from "./set-user.ts";
import { tryDangerous } from "./try-dangerous.ts";

/**
 * Logs in with a throw-away password and checks rights and limits; then sets the password that is delivered, which
 * never logs in, has the server keep it, and hands it to `ctx.secrets.put`.
 *
 * A repeated call replaces whatever password an earlier one set, so that no live password exists that nobody receives.
 * @throws verification_failed with the failed checks, backend_refused when the server lets strangers in
 */
export async function verify(ctx: RedisContext): Promise<Receipt> {
  const call = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    assertOnlyOwn(await observe(session, call.names, ctx.signal));
    const memory = checkMemory(call, session);
    const checks = await probe(ctx, call, session);
    await ctx.failpoint("redis.after-probe");
    const persistence = await deliver(ctx, call, session);
    return { server: session.facts.server, memory, probe: checks, persistence };
  });
}

function checkMemory({ settings }: PreparedCall, { facts }: AdminSession): Receipt {
  const { maxmemoryBytes, maxmemoryPolicy } = facts;
  if (settings.maxmemory === "strict" && maxmemoryBytes === 0) {
    const text = "The cache server has no maxmemory, so one tenant could fill its machine. Set it, with a policy.";
    throw new AppError("verification_failed", text, { details: { maxmemoryBytes, maxmemoryPolicy } });
  }
  return { maxmemoryBytes, maxmemoryPolicy };
}

async function probe(ctx: RedisContext, { names, settings }: PreparedCall, session: AdminSession): Promise<Receipt> {
  const password = generatePassword();
  try {
    await setUser(ctx, session, { names, password });
    let facts: Receipt = {};
    const login = { settings, username: names.username, password, signal: ctx.signal };
    const answer = await loginAsTenant(login, async (connection) => {
      facts = await probeRights(connection, ctx, names);
    });
    if (!answer.connected) {
      throw new AppError("verification_failed", "The new user was not let in.", { details: { ...answer } });
    }
    if (answer.toStranger !== "NOAUTH") {
      const text = "The cache server lets clients in without a password. Give its user default one, or switch it off.";
      throw new AppError("backend_refused", text, { details: { ...answer } });
    }
    const permitted = await tryDangerous(session, names, ctx.signal);
    if (permitted.length > 0) {
      const text = `The new user may run what it must not: ${permitted.join(", ")}.`;
      throw new AppError("verification_failed", text, { details: { permitted } });
    }
    return { login: answer, ...facts, dangerousPermitted: permitted };
  } finally {
    password.wipe();
  }
}

async function deliver(
  ctx: RedisContext,
  { names, settings }: PreparedCall,
  session: AdminSession,
): Promise<Persistence> {
  const password = generatePassword();
  try {
    await setUser(ctx, session, { names, password });
    const persistence = await persistUsers(ctx, session);
    const user = findOwnUser(await observe(session, names, ctx.signal), names.username);
    const hash = passwordHash(password);
    if (user?.isOn !== true || user.needsNoPassword || user.passwordHashes.join() !== hash) {
      throw new AppError("verification_failed", "The cache server did not keep the new password.");
    }
    await ctx.failpoint("redis.after-final-password");
    await ctx.secrets.put({
      host: settings.host,
      port: settings.port,
      username: names.username,
      password,
      keyPrefix: names.keyPrefix,
      scheme: settings.tls ? "rediss" : "redis",
    });
    return persistence;
  } finally {
    password.wipe();
  }
}
