import { isAppError } from "#domain/errors/app-error.ts";
import type { AdminSession } from "./admin/session.ts";
import { blockLogins } from "./block-logins.ts";
import type { PostgresContext } from "./call.ts";
import type { ExternalNames } from "./external-names.ts";
import { isOwnDatabase, type Observation } from "./observe.ts";
import { quoteIdentifier } from "./sql-quote.ts";

/**
 * Drops the database when it is ours, with the sessions in it.
 *
 * @returns true when there was something to drop
 * @throws backend_unavailable while a session stays that the admin may not end
 */
export async function dropDatabase(
  ctx: PostgresContext,
  session: AdminSession,
  { seen, names }: { readonly seen: Observation; readonly names: ExternalNames },
): Promise<boolean> {
  if (!isOwnDatabase(seen, names)) return false;
  const logins = seen.roles.filter(({ canLogin, marker }) => canLogin && marker === names.marker);
  await blockLogins(
    ctx,
    session,
    logins.map(({ name }) => name),
  );
  await ctx.assertFence();
  await dropWithSessions(session, `DROP DATABASE IF EXISTS ${quoteIdentifier(names.database)}`);
  await ctx.failpoint("postgres.after-drop-database");
  return true;
}

/**
 * An admin that is no superuser may not force out a session that is not its tenant's, and up to PostgreSQL 15 that
 * includes the server's own vacuum; without force the server ends its vacuum itself and waits for the others.
 */
async function dropWithSessions(session: AdminSession, drop: string): Promise<void> {
  try {
    await session.run([`${drop} WITH (FORCE)`]);
  } catch (error) {
    const isForbidden = isAppError(error, "backend_refused") && error.details.sqlState === "42501";
    if (!isForbidden || session.facts.isSuperuser) throw error;
    await session.run([drop]);
  }
}
