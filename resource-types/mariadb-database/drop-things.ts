import type { AdminSession } from "./admin/with-admin-session.ts";
import type { MariadbContext } from "./call.ts";
import { dropPastPrepared } from "./drop-past-prepared.ts";
import type { ExternalNames } from "./external-names.ts";
import { quoteAccount, quoteName } from "./sql-quote.ts";

/** Drops the users; absent ones count as dropped. */
export async function dropUsers(
  ctx: MariadbContext,
  session: AdminSession,
  usernames: readonly string[],
): Promise<void> {
  if (usernames.length === 0) return;
  await ctx.assertFence();
  await session.rows(`DROP USER IF EXISTS ${usernames.map(quoteAccount).join(", ")}`);
}

/**
 * Drops the database with everything in it, past a prepared transaction that is the tenant's for certain; an absent one
 * counts as dropped.
 *
 * @returns how many prepared transactions were ended for it
 * @throws backend_refused where one holds it and nobody can tell which
 */
export async function dropDatabase(ctx: MariadbContext, session: AdminSession, names: ExternalNames): Promise<number> {
  await ctx.assertFence();
  return dropPastPrepared(ctx, session, `DROP DATABASE IF EXISTS ${quoteName(names.database)}`);
}
