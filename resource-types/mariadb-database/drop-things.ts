import type { AdminSession } from "./admin/with-admin-session.ts";
import type { MariadbContext } from "./call.ts";
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

/** Drops the database with everything in it; an absent one counts as dropped. */
export async function dropDatabase(ctx: MariadbContext, session: AdminSession, names: ExternalNames): Promise<void> {
  await ctx.assertFence();
  await session.rows(`DROP DATABASE IF EXISTS ${quoteName(names.database)}`);
}
