import { AppError, isAppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withDatabaseSession } from "./admin/with-database-session.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { prepareCall, type PostgresContext } from "./call.ts";
import { dropDatabase } from "./drop-database.ts";
import { dropRoles } from "./drop-roles.ts";
import { assertOnlyOwn, observe } from "./observe.ts";

/**
 * Drops the database with its data and the roles of all generations, and proves that nothing is left.
 *
 * Whatever is absent already counts as dropped; a thing of our names that is not ours stops everything.
 * @throws backend_conflict, and verification_failed when the catalogue or the server still knows one of the names
 */
export async function destroy(ctx: PostgresContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(session, names);
    assertOnlyOwn(seen, names);
    const roles = seen.roles.map(({ name }) => name);
    const droppedDatabase = await dropDatabase(ctx, session, { seen, names });
    await dropRoles(ctx, session, roles);
    const catalogue = await observe(session, names);
    const connection = await answerOfDatabase(ctx, names.database);
    if (catalogue.database !== null || catalogue.roles.length > 0 || connection !== "3D000") {
      const text = "The database server still knows a thing that was destroyed.";
      throw new AppError("verification_failed", text, { details: { catalogue, connection } });
    }
    return { database: names.database, droppedDatabase, droppedRoles: roles, catalogue, connection };
  });
}

/** SQLSTATE with which the server refuses the admin a session in `database`; 3D000 means that there is none. */
async function answerOfDatabase(ctx: PostgresContext, database: string): Promise<unknown> {
  try {
    await withDatabaseSession(ctx, database, async () => undefined);
    return "connected";
  } catch (error) {
    if (isAppError(error, "backend_refused")) return error.details.sqlState;
    throw error;
  }
}
