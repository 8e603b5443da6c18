import { generatePassword } from "#domain/credentials/generate-password.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/session.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { blockLogins } from "./block-logins.ts";
import { prepareCall, type PostgresContext } from "./call.ts";
import { endSessions } from "./end-sessions.ts";
import type { ExternalNames } from "./external-names.ts";
import { loginAsTenant, type LoginAnswer, type TenantLogin } from "./login-as-tenant.ts";
import { assertOnlyOwn, findOwnRole, observe } from "./observe.ts";
import { passwordStatement } from "./password-statement.ts";
import { quoteIdentifier } from "./sql-quote.ts";

/**
 * Ends the access of this generation and proves it.
 *
 * The login is blocked and its sessions are ended first, so that no tenant can change its password meanwhile. Then the
 * proof: a probe password replaces the old one and is let in, the login is blocked again, and the same password is
 * refused as not permitted (SQLSTATE 28000). A login that is gone already counts as success. Data and other
 * generations stay as they are.
 * @throws verification_failed when an answer is not the expected one, backend_conflict for a role that is not ours
 */
export async function revoke(ctx: PostgresContext): Promise<Receipt> {
  const { names, settings } = prepareCall(ctx);
  const username = names.loginRole;
  const password = generatePassword();
  const login = { settings, database: names.database, username, password, signal: ctx.signal };
  try {
    return await withResourceLock(ctx, async (session) => {
      const seen = await observe(session, names);
      assertOnlyOwn(seen, names);
      if (findOwnRole(seen, names, username) === undefined) return { username, alreadyGone: true };
      const sessionsEnded = await blockLogins(ctx, session, [username]);
      await ctx.failpoint("postgres.after-first-block");
      const target = { names, login, hasDatabase: seen.database !== null };
      const answers = await prove(ctx, session, target);
      const catalogue = findOwnRole(await observe(session, names), names, username);
      return { username, sessionsEnded, ...answers, catalogue };
    });
  } finally {
    password.wipe();
  }
}

interface ProbeTarget {
  readonly names: ExternalNames;
  readonly login: TenantLogin;
  readonly hasDatabase: boolean;
}

/**
 * Lets the probe in, blocks, and shows that the probe is refused.
 *
 * A tenant that began a login before the block can end it just while the probe is permitted, and spoil the proof with a
 * password of its own. The second try therefore leaves no seat: the server says 53300 to a permitted login, and nobody
 * gets in.
 */
async function prove(ctx: PostgresContext, session: AdminSession, target: ProbeTarget): Promise<Receipt> {
  let refusal: LoginAnswer | undefined;
  for (const seats of [1, 0]) {
    const positiveControl = await letProbeIn(ctx, session, { ...target, seats });
    await ctx.failpoint("postgres.after-positive-control");
    await blockLogins(ctx, session, [target.names.loginRole]);
    refusal = await loginAsTenant(target.login);
    // A login that was half-way in when the block took effect shows up only now.
    await endSessions(session, [target.names.loginRole]);
    if (isPermitted(positiveControl) && refusal.authenticated && refusal.sqlState === "28000") {
      return { positiveControl, refusal };
    }
  }
  throw new AppError("verification_failed", "The blocked login was not refused as not permitted.", {
    details: { ...refusal },
  });
}

async function letProbeIn(
  ctx: PostgresContext,
  session: AdminSession,
  { names, login, hasDatabase, seats }: ProbeTarget & { readonly seats: number },
): Promise<LoginAnswer> {
  const role = quoteIdentifier(names.loginRole);
  await ctx.assertFence();
  await session.run([
    // A tenant may have given its own login a setting with which no session starts.
    `ALTER ROLE ${role} RESET ALL`,
    ...(hasDatabase ? [`ALTER ROLE ${role} IN DATABASE ${quoteIdentifier(names.database)} RESET ALL`] : []),
    `ALTER ROLE ${role} CONNECTION LIMIT ${seats}`,
    passwordStatement(names.loginRole, login.password),
  ]);
  return loginAsTenant(login);
}

/**
 * True when the right password of a permitted role got past the login check; the database itself may be gone, closed
 * or full, which the server tells only after that check.
 */
function isPermitted(answer: LoginAnswer): boolean {
  if (!answer.authenticated) return false;
  return answer.connected || ["3D000", "55000", "53300", "42501"].includes(answer.sqlState ?? "");
}
