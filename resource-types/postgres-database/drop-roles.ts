import type { AdminSession } from "./admin/session.ts";
import { blockLogins } from "./block-logins.ts";
import type { PostgresContext } from "./call.ts";
import { quoteIdentifier } from "./sql-quote.ts";
import { membershipStatements } from "./steps/create-roles.ts";

/**
 * Ends the sessions of the roles and drops them with whatever they own or were granted outside their own database.
 *
 * The caller has proved that they are ours. A database of theirs that is still being created makes this fail, never
 * an orphan: the server refuses to drop a role that owns something.
 */
export async function dropRoles(ctx: PostgresContext, session: AdminSession, roles: readonly string[]): Promise<void> {
  if (roles.length === 0) return;
  const list = roles.map(quoteIdentifier).join(", ");
  await blockLogins(ctx, session, roles);
  await ctx.assertFence();
  await session.run([
    ...roles.flatMap((role) => membershipStatements(role, session)),
    `DROP OWNED BY ${list}`,
    `DROP ROLE ${list}`,
  ]);
  await ctx.failpoint("postgres.after-drop-roles");
}
