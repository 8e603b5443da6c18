import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withDatabaseSession } from "../admin/with-database-session.ts";
import { withResourceLock } from "../admin/with-resource-lock.ts";
import { prepareCall, type PostgresContext } from "../call.ts";
import type { ExternalNames } from "../external-names.ts";
import { assertOnlyOwn, findOwnRole, observe } from "../observe.ts";
import { quoteIdentifier, quoteLiteral } from "../sql-quote.ts";
import { databaseConnectionLimit } from "./create-database.ts";

/**
 * Lets the read-only logins connect, and read every table, view and sequence of the owner: those that exist, and those
 * that it makes later in whatever schema. They get no other right. Twice is as good as once.
 *
 * @throws backend_conflict for what is not ours, backend_refused when the database is missing
 */
export async function grantReading(ctx: PostgresContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(session, names);
    assertOnlyOwn(seen, names);
    if (seen.database === null || findOwnRole(seen, names, names.readerRole) === undefined) {
      throw new AppError("backend_refused", `The database ${names.database} or its role for reading is missing.`);
    }
    const database = quoteIdentifier(names.database);
    await ctx.assertFence();
    await session.run([
      `GRANT CONNECT ON DATABASE ${database} TO ${quoteIdentifier(names.readerRole)}`,
      `ALTER DATABASE ${database} CONNECTION LIMIT ${databaseConnectionLimit(ctx.parameters.connectionLimit, true)}`,
    ]);
    await ctx.failpoint("postgres.after-open-for-reading");
    await ctx.assertFence();
    await withDatabaseSession(ctx, names.database, (inside) => inside.run(asOwner(names, readingStatements(names))));
    await ctx.failpoint("postgres.after-grant-reading");
    return { reader: names.readerRole };
  });
}

/**
 * Has the statements run with the owner's rights alone, and finds no function, operator or table but PostgreSQL's own by a
 * bare name: what a tenant put into its database gains nothing by it.
 */
export function asOwner({ ownerRole }: ExternalNames, statements: readonly string[]): string[] {
  return ["SET LOCAL search_path = pg_catalog", `SET LOCAL ROLE ${quoteIdentifier(ownerRole)}`, ...statements];
}

function readingStatements({ ownerRole, readerRole }: ExternalNames): string[] {
  const reader = quoteIdentifier(readerRole);
  return [
    `ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO ${reader}`,
    `ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ${reader}`,
    `ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO ${reader}`,
    `DO $reading$
     DECLARE each record;
     BEGIN
       FOR each IN SELECT nspname FROM pg_catalog.pg_namespace
         WHERE nspowner = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = ${quoteLiteral(ownerRole)}) LOOP
         EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA %I TO ${reader}', each.nspname);
       END LOOP;
       FOR each IN SELECT n.nspname, c.relname, c.relkind FROM pg_catalog.pg_class c
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
           AND c.relowner = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = ${quoteLiteral(ownerRole)}) LOOP
         EXECUTE pg_catalog.format(CASE each.relkind WHEN 'S' THEN 'GRANT SELECT ON SEQUENCE %I.%I TO ${reader}'
           ELSE 'GRANT SELECT ON TABLE %I.%I TO ${reader}' END, each.nspname, each.relname);
       END LOOP;
     END $reading$`,
  ];
}
