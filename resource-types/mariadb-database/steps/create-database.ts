import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withResourceLock } from "../admin/with-resource-lock.ts";
import { prepareCall, type MariadbContext } from "../call.ts";
import { assertOnlyOwn, observe } from "../observe.ts";
import { register } from "../registry.ts";
import { quoteLiteral, quoteName } from "../sql-quote.ts";

/**
 * Creates the database with its marker, and enters it in the registry.
 *
 * A database that the tenant has dropped is made anew, empty: its name is still this resource's.
 * @throws backend_conflict when the database exists and is not ours
 */
export async function createDatabase(ctx: MariadbContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(ctx, session, names);
    assertOnlyOwn(seen, names);
    if (seen.database === null) {
      await ctx.assertFence();
      await session.rows(
        `CREATE DATABASE ${quoteName(names.database)} CHARACTER SET utf8mb4 COMMENT ${quoteLiteral(names.marker)}`,
      );
      await ctx.failpoint("mariadb.after-create-database");
    }
    await register(ctx, session, { kind: "database", name: names.database });
    await ctx.failpoint("mariadb.after-register-database");
    return { server: session.facts.server, database: names.database, created: seen.database === null };
  });
}
