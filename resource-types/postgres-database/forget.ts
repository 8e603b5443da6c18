import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withDatabaseSession } from "./admin/with-database-session.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import type { AdminSession } from "./admin/session.ts";
import { prepareCall, type PostgresContext } from "./call.ts";
import type { ExternalNames } from "./external-names.ts";
import { findOwnRole, isOwnDatabase, observe } from "./observe.ts";
import { quoteIdentifier } from "./sql-quote.ts";
import { membershipStatements } from "./steps/create-roles.ts";

/**
 * Drops the login of this generation, which lets nobody in any more; what it made in the database belongs to the owner
 * from then on. Absence is success.
 *
 * @throws verification_failed for a login that could still get in
 */
export async function forget(ctx: PostgresContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  const { loginRole } = names;
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(session, names);
    const role = findOwnRole(seen, names, loginRole);
    if (role === undefined) return { dropped: [] };
    if (role.canLogin) throw new AppError("verification_failed", "A login that was not ended is not forgotten.");
    const isUsed = isOwnDatabase(seen, names) && (await ownsAnything(session, loginRole));
    await ctx.assertFence();
    await session.run(membershipStatements(loginRole, session));
    if (isUsed) await handOver(ctx, names);
    await session.run([`DROP OWNED BY ${quoteIdentifier(loginRole)}`, `DROP ROLE ${quoteIdentifier(loginRole)}`]);
    return { dropped: [loginRole], handedOver: isUsed };
  });
}

/** Sessions act as the owner unless a tenant says otherwise, so that mostly there is nothing. */
async function ownsAnything(session: AdminSession, role: string): Promise<boolean> {
  const [found] = await session.rows<{ some: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid AND d.refclassid = 'pg_authid'::regclass
      WHERE r.rolname = $1 AND d.dbid <> 0) AS some`,
    [role],
  );
  return found?.some === true;
}

async function handOver(ctx: PostgresContext, names: ExternalNames): Promise<void> {
  const [login, owner] = [quoteIdentifier(names.loginRole), quoteIdentifier(names.ownerRole)];
  await withDatabaseSession(ctx, names.database, async (inside) => {
    await ctx.assertFence();
    await inside.run([
      ...membershipStatements(names.ownerRole, inside),
      `REASSIGN OWNED BY ${login} TO ${owner}`,
      `DROP OWNED BY ${login}`,
    ]);
  });
}
