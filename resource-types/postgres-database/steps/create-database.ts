import { AppError, isAppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withDatabaseSession } from "../admin/with-database-session.ts";
import { withResourceLock } from "../admin/with-resource-lock.ts";
import { prepareCall, type PostgresContext } from "../call.ts";
import type { ExternalNames } from "../external-names.ts";
import { assertOnlyOwn, findOwnRole, observe } from "../observe.ts";
import { quoteIdentifier, quoteLiteral } from "../sql-quote.ts";

/**
 * Creates the database closed, takes PUBLIC's rights away, opens it for its owner alone and hands over its schema.
 *
 * CREATE DATABASE cannot be in a transaction: a database of our name that belongs to our marked holder role is ours,
 * however far an earlier attempt came; the comment is set last, with the schema, and says that nothing is missing.
 * @throws backend_conflict when the database exists and belongs to anybody else
 */
export async function createDatabase(ctx: PostgresContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(session, names);
    assertOnlyOwn(seen, names);
    if (findOwnRole(seen, names, names.holderRole) === undefined) {
      throw new AppError("backend_refused", `The role ${names.holderRole} that has to own the database is missing.`);
    }
    if (seen.database === null) {
      await ctx.assertFence();
      await session.run([createStatement(names, ctx)]);
      await ctx.failpoint("postgres.after-create-database");
    }
    if (seen.database?.allowsConnections !== true) {
      await ctx.assertFence();
      await session.run(openForOwner(names)).catch(asLateMembership);
      await ctx.failpoint("postgres.after-open-database");
    }
    if (seen.database?.marker !== names.marker) {
      await ctx.assertFence();
      await withDatabaseSession(ctx, names.database, (inside) => inside.run(handOverSchema(names)));
      await ctx.failpoint("postgres.after-hand-over-schema");
    }
    return { database: names.database, created: seen.database === null };
  });
}

/**
 * Two generations overlap during a rotation, and the probe needs a seat when the tenant took all of its own. Who may only
 * read has as many seats again.
 */
export function databaseConnectionLimit(connectionLimit: number, hasReaders = false): number {
  return (hasReaders ? 4 : 2) * connectionLimit + 2;
}

/**
 * Whoever may make a database for its holder may also open it. Where many roles are made at once the server now and then
 * says no all the same, from what it remembered of memberships: it is asked again.
 */
function asLateMembership(error: unknown): never {
  if (!isAppError(error, "backend_refused") || error.details.sqlState !== "42501") throw error;
  const text = "The database server does not know yet that the admin owns what was made.";
  throw new AppError("backend_unavailable", text, { cause: error });
}

/** From `template0`, so that nothing that somebody put into `template1` reaches the tenant. */
function createStatement(names: ExternalNames, ctx: PostgresContext): string {
  const limit = databaseConnectionLimit(ctx.parameters.connectionLimit);
  return (
    `CREATE DATABASE ${quoteIdentifier(names.database)} OWNER ${quoteIdentifier(names.holderRole)}` +
    ` TEMPLATE template0 ENCODING 'UTF8' ALLOW_CONNECTIONS false CONNECTION LIMIT ${limit}`
  );
}

function openForOwner(names: ExternalNames): string[] {
  const database = quoteIdentifier(names.database);
  return [
    `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
    `GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${database} TO ${quoteIdentifier(names.ownerRole)}`,
    `ALTER DATABASE ${database} WITH ALLOW_CONNECTIONS true`,
  ];
}

function handOverSchema(names: ExternalNames): string[] {
  return [
    `ALTER SCHEMA public OWNER TO ${quoteIdentifier(names.ownerRole)}`,
    `REVOKE ALL ON SCHEMA public FROM PUBLIC`,
    `COMMENT ON DATABASE ${quoteIdentifier(names.database)} IS ${quoteLiteral(names.marker)}`,
  ];
}
