import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/session.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { prepareCall, type PostgresContext } from "./call.ts";
import type { ExternalNames } from "./external-names.ts";
import { findOutsideMembers } from "./find-outside-members.ts";
import { assertOnlyOwn, findOwnRole, hasReaders, observe } from "./observe.ts";
import { quoteIdentifier, quoteLiteral } from "./sql-quote.ts";
import { databaseConnectionLimit } from "./steps/create-database.ts";
import { loginSettings } from "./steps/create-roles.ts";

/**
 * Brings limits, settings, attributes, memberships and the door of the database back to what was granted.
 *
 * A login that is blocked stays blocked, passwords and data stay as they are, and a role from outside loses its
 * membership but is not dropped. All of it takes effect together.
 * @throws backend_conflict for what is not ours, backend_refused where the admin lacks the right
 */
export async function repair(ctx: PostgresContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(session, names);
    assertOnlyOwn(seen, names);
    if (seen.database === null) return { database: names.database, exists: false };
    const canLogin = findOwnRole(seen, names, names.loginRole)?.canLogin === true;
    const statements = [
      ...(await takePowers(session, names)),
      ...(await endMemberships(session, names)),
      ...(canLogin ? limitLogin(ctx, names) : []),
      ...closeDatabase(ctx, names, hasReaders(seen, names)),
    ];
    await ctx.assertFence();
    await session.run(statements);
    await ctx.failpoint("postgres.after-repair");
    return { database: names.database, exists: true, statements: statements.length };
  });
}

/** Only what a role has: nobody may take away an attribute that they lack themselves, so the others are not named. */
async function takePowers(session: AdminSession, names: ExternalNames): Promise<string[]> {
  const roles = await session.rows<{ name: string; powers: string[] }>(
    `SELECT rolname AS name, array_remove(ARRAY[CASE WHEN rolsuper THEN 'NOSUPERUSER' END,
        CASE WHEN rolcreatedb THEN 'NOCREATEDB' END, CASE WHEN rolcreaterole THEN 'NOCREATEROLE' END,
        CASE WHEN rolreplication THEN 'NOREPLICATION' END, CASE WHEN rolbypassrls THEN 'NOBYPASSRLS' END], NULL) AS powers
       FROM pg_roles WHERE shobj_description(oid, 'pg_authid') = $1`,
    [names.marker],
  );
  return roles
    .filter(({ powers }) => powers.length > 0)
    .map(({ name, powers }) => `ALTER ROLE ${quoteIdentifier(name)} ${powers.join(" ")}`);
}

/** From PostgreSQL 16 on a membership is of who granted it, and only who is named there loses theirs. */
async function endMemberships(session: AdminSession, names: ExternalNames): Promise<string[]> {
  const namesGrantor = session.facts.serverVersion >= 160_000;
  return (await findOutsideMembers(session, names)).map(({ role, member, grantor }) => {
    const by = namesGrantor ? ` GRANTED BY ${quoteIdentifier(grantor)}` : "";
    return `REVOKE ${quoteIdentifier(role)} FROM ${quoteIdentifier(member)}${by}`;
  });
}

function limitLogin({ parameters }: PostgresContext, names: ExternalNames): string[] {
  const role = quoteIdentifier(names.loginRole);
  return [
    `ALTER ROLE ${role} RESET ALL`,
    `ALTER ROLE ${role} IN DATABASE ${quoteIdentifier(names.database)} RESET ALL`,
    `ALTER ROLE ${role} CONNECTION LIMIT ${parameters.connectionLimit}`,
    ...loginSettings(names, parameters),
  ];
}

function closeDatabase({ parameters }: PostgresContext, names: ExternalNames, isRead: boolean): string[] {
  const database = quoteIdentifier(names.database);
  return [
    `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
    `GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${database} TO ${quoteIdentifier(names.ownerRole)}`,
    ...(isRead ? [`GRANT CONNECT ON DATABASE ${database} TO ${quoteIdentifier(names.readerRole)}`] : []),
    `ALTER DATABASE ${database} WITH ALLOW_CONNECTIONS true CONNECTION LIMIT ${databaseConnectionLimit(parameters.connectionLimit, isRead)}`,
    `COMMENT ON DATABASE ${database} IS ${quoteLiteral(names.marker)}`,
  ];
}
