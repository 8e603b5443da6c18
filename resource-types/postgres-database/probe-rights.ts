import type pg from "pg";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { prepareCall, type PostgresContext } from "./call.ts";
import type { ExternalNames } from "./external-names.ts";
import { refusalOf } from "./refusal-of.ts";
import { quoteIdentifier, quoteLiteral } from "./sql-quote.ts";
import { databaseConnectionLimit } from "./steps/create-database.ts";
import { sessionSettings } from "./steps/create-roles.ts";

interface ProbeRow {
  readonly [fact: string]: unknown;
  readonly otherDatabases: readonly string[];
  readonly hasReaders: boolean;
}

const facts = (readerRole: string) => `
  SELECT session_user AS "sessionUser", current_user AS "currentUser", current_database() AS "database",
    (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'latchkey_probe'::regclass) AS "tableOwner",
    (SELECT nspname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE c.oid = 'latchkey_probe'::regclass) AS "tableSchema",
    (SELECT setting FROM pg_settings WHERE name = 'statement_timeout') AS statement_timeout,
    (SELECT setting FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout')
      AS idle_in_transaction_session_timeout,
    (SELECT setting FROM pg_settings WHERE name = 'idle_session_timeout') AS idle_session_timeout,
    (SELECT rolconnlimit FROM pg_roles WHERE rolname = session_user) AS "connectionLimit",
    EXISTS (SELECT FROM pg_roles WHERE rolname = ${quoteLiteral(readerRole)}) AS "hasReaders",
    (SELECT datconnlimit FROM pg_database WHERE datname = current_database()) AS "databaseConnectionLimit",
    (SELECT bool_or(rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)
       FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')) AS "isPowerful",
    has_database_privilege('public', current_database(), 'CONNECT') AS "isOpenToPublic",
    has_schema_privilege('public', 'public', 'USAGE') AS "schemaIsOpenToPublic",
    ARRAY(SELECT datname::text FROM pg_database WHERE datallowconn AND datname <> current_database()
            AND has_database_privilege(session_user, oid, 'CONNECT') ORDER BY 1 LIMIT 20) AS "otherDatabases"`;

/**
 * Checks over a tenant's own session what it may do, what it may not, and what limits it has.
 *
 * Leaves nothing behind: the table is made and dropped inside a transaction that is rolled back, and the two attempts
 * that must be refused name things that exist, so that they could not succeed with more rights either.
 * @throws verification_failed with every check that did not hold
 */
export async function probeRights(client: pg.Client, ctx: PostgresContext): Promise<Receipt> {
  const { names, settings } = prepareCall(ctx);
  const row = await readFacts(client, names);
  const attempts = {
    createRole: await refusalOf(client, `CREATE ROLE ${quoteIdentifier(names.loginRole)}`),
    createDatabase: await refusalOf(client, `CREATE DATABASE ${quoteIdentifier(names.database)}`),
  };
  const expected: Record<string, unknown> = {
    sessionUser: names.loginRole,
    currentUser: names.ownerRole,
    database: names.database,
    tableOwner: names.ownerRole,
    tableSchema: "public",
    connectionLimit: ctx.parameters.connectionLimit,
    databaseConnectionLimit: databaseConnectionLimit(ctx.parameters.connectionLimit, row.hasReaders),
    isPowerful: false,
    isOpenToPublic: false,
    schemaIsOpenToPublic: false,
    createRole: "42501",
    createDatabase: "42501",
    ...timeouts(ctx),
  };
  const found: Record<string, unknown> = { ...row, ...attempts };
  const failed = Object.keys(expected).filter((check) => found[check] !== expected[check]);
  if (settings.isolation === "strict" && row.otherDatabases.length > 0) failed.push("otherDatabases");
  if (failed.length === 0) return found;
  throw new AppError("verification_failed", `The new database did not pass its checks: ${failed.join(", ")}.`, {
    details: { failed: failed.map((check) => ({ check, expected: expected[check] ?? [], found: found[check] })) },
  });
}

function timeouts(ctx: PostgresContext): Record<string, string> {
  const { role: _role, ...rest } = sessionSettings(prepareCall(ctx).names, ctx.parameters);
  return rest;
}

async function readFacts(client: pg.Client, { readerRole }: ExternalNames): Promise<ProbeRow> {
  const statements = [
    "BEGIN",
    "CREATE TABLE latchkey_probe (id int)",
    facts(readerRole),
    "DROP TABLE latchkey_probe",
    "ROLLBACK",
  ];
  const results: unknown = await client.query(statements.join(";\n"));
  const [, , selected] = results as readonly pg.QueryResult<ProbeRow>[];
  return selected?.rows[0] ?? { otherDatabases: [], hasReaders: false };
}
