import { generatePassword } from "#domain/credentials/generate-password.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/session.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { prepareCall, type PostgresContext, type PreparedCall } from "./call.ts";
import { loginAsTenant } from "./login-as-tenant.ts";
import { assertOnlyOwn, observe } from "./observe.ts";
import { passwordStatement } from "./password-statement.ts";
import { probeReading, withProbeSchema } from "./probe-reading.ts";
import { probeRights } from "./probe-rights.ts";

/**
 * Logs in with a throw-away password and checks rights, limits and timeouts; then sets the password that is delivered,
 * which never logs in, and hands it to `ctx.secrets.put`.
 *
 * A repeated call replaces whatever password an earlier one set, so that no live password exists that nobody receives.
 * @throws verification_failed with the failed checks, backend_refused when the server does not use SCRAM
 */
export async function verify(ctx: PostgresContext): Promise<Receipt> {
  const call = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    assertOnlyOwn(await observe(session, call.names), call.names);
    const isReader = call.names.access === "read-only";
    const checks = await (isReader
      ? withProbeSchema(ctx, () => probe(ctx, call, { session, check: probeReading }))
      : probe(ctx, call, { session, check: probeRights }));
    await ctx.failpoint("postgres.after-probe");
    await deliver(ctx, call, session);
    return { probe: checks };
  });
}

interface Probe {
  readonly session: AdminSession;
  readonly check: typeof probeRights;
}

async function probe(
  ctx: PostgresContext,
  { names, settings }: PreparedCall,
  { session, check }: Probe,
): Promise<Receipt> {
  const password = generatePassword();
  try {
    await ctx.assertFence();
    await session.run([passwordStatement(names.loginRole, password)]);
    let facts: Receipt = {};
    const login = { settings, database: names.database, username: names.loginRole, password, signal: ctx.signal };
    const answer = await loginAsTenant(login, async (client) => {
      facts = await check(client, ctx);
    });
    if (!answer.connected) {
      throw new AppError("verification_failed", "The new login was not let in.", { details: { ...answer } });
    }
    if (!answer.scram) {
      const text =
        "The database server let a login in without asking for its password. Set scram-sha-256 in pg_hba.conf.";
      throw new AppError("backend_refused", text, { details: { ...answer } });
    }
    return { login: answer, ...facts };
  } finally {
    password.wipe();
  }
}

async function deliver(ctx: PostgresContext, { names, settings }: PreparedCall, session: AdminSession): Promise<void> {
  const password = generatePassword();
  try {
    await ctx.assertFence();
    await session.run([passwordStatement(names.loginRole, password, ctx.accessUntil)]);
    await ctx.failpoint("postgres.after-final-password");
    await ctx.secrets.put({
      host: settings.host,
      port: settings.port,
      database: names.database,
      username: names.loginRole,
      password,
      sslmode: settings.sslmode,
    });
  } finally {
    password.wipe();
  }
}
