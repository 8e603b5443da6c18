import type pg from "pg";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withDatabaseSession } from "./admin/with-database-session.ts";
import { prepareCall, type PostgresContext } from "./call.ts";
import type { ExternalNames } from "./external-names.ts";
import { refusalOf } from "./refusal-of.ts";
import { quoteIdentifier, quoteLiteral } from "./sql-quote.ts";
import { sessionSettings } from "./steps/create-roles.ts";
import { asOwner } from "./steps/grant-reading.ts";

interface ReaderRow extends Record<string, unknown> {
  readonly unreadable: readonly string[];
  readonly writable: readonly string[];
}

const facts = `
  SELECT session_user AS "sessionUser", current_user AS "currentUser", current_database() AS "database",
    (SELECT setting FROM pg_settings WHERE name = 'default_transaction_read_only') AS default_transaction_read_only,
    (SELECT setting FROM pg_settings WHERE name = 'statement_timeout') AS statement_timeout,
    (SELECT setting FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout')
      AS idle_in_transaction_session_timeout,
    (SELECT setting FROM pg_settings WHERE name = 'idle_session_timeout') AS idle_session_timeout,
    (SELECT rolconnlimit FROM pg_roles WHERE rolname = session_user) AS "connectionLimit",
    (SELECT bool_or(rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)
       FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')) AS "isPowerful",
    has_database_privilege(current_database(), 'CREATE, TEMPORARY') AS "mayCreate",
    ARRAY(SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND c.relowner = (SELECT oid FROM pg_roles WHERE rolname = $1)
      AND NOT (has_schema_privilege(c.relnamespace, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')) LIMIT 20) AS unreadable,
    ARRAY(SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'f')
      AND c.relowner = (SELECT oid FROM pg_roles WHERE rolname = $1)
      AND has_schema_privilege(c.relnamespace, 'USAGE')
      AND (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege(c.oid, 'INSERT, UPDATE'))
      LIMIT 20) AS writable`;

/**
 * Checks over a read-only login's own session that it reads what the owner makes, and cannot write: not as it comes, and
 * not after it has switched its read-only mode off either.
 *
 * What it reads is a table in a schema that the owner makes for this and that is dropped again. A login that could write,
 * because the owner lets everybody write a table, does not pass.
 * @throws verification_failed with every check that did not hold
 */
export async function probeReading(client: pg.Client, ctx: PostgresContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  const schema = probeSchema(ctx);
  const { rows } = await client.query<ReaderRow>(facts, [names.ownerRole]);
  const row: ReaderRow = rows[0] ?? { unreadable: [], writable: [] };
  const found: Record<string, unknown> = {
    ...row,
    unreadable: row.unreadable.join(" "),
    writable: row.writable.join(" "),
    reads: await refusalOf(client, `SELECT id FROM ${schema}.probe`),
    writesAsItComes: await refusalOf(client, `INSERT INTO ${schema}.probe VALUES (2)`),
    ...(await tryToWrite(client, names, schema)),
  };
  const expected: Record<string, unknown> = {
    sessionUser: names.loginRole,
    currentUser: names.loginRole,
    database: names.database,
    connectionLimit: ctx.parameters.connectionLimit,
    isPowerful: false,
    mayCreate: false,
    unreadable: "",
    writable: "",
    reads: "none",
    // The session's mode comes first, before rights are looked at.
    writesAsItComes: "25006",
    ...Object.fromEntries(attempts(names, schema).map(([check]) => [check, "42501"])),
    ...sessionSettings(names, ctx.parameters),
  };
  const failed = Object.keys(expected).filter((check) => found[check] !== expected[check]);
  if (failed.length === 0) return found;
  throw new AppError("verification_failed", `The read-only login did not pass its checks: ${failed.join(", ")}.`, {
    details: { failed: failed.map((check) => ({ check, expected: expected[check], found: found[check] })) },
  });
}

/** What must be refused for lack of a right, whatever mode the session is in. */
function attempts(
  { ownerRole, loginRole, database }: ExternalNames,
  schema: string,
): readonly (readonly [string, string])[] {
  return [
    ["insert", `INSERT INTO ${schema}.probe VALUES (2)`],
    ["update", `UPDATE ${schema}.probe SET id = 2`],
    ["delete", `DELETE FROM ${schema}.probe`],
    ["truncate", `TRUNCATE ${schema}.probe`],
    ["createTable", `CREATE TABLE ${schema}.mine (id int)`],
    ["createTemporaryTable", "CREATE TEMPORARY TABLE mine (id int)"],
    ["createSchema", "CREATE SCHEMA latchkey_mine"],
    ["actAsOwner", `SET ROLE ${quoteIdentifier(ownerRole)}`],
    ["createRole", `CREATE ROLE ${quoteIdentifier(loginRole)}`],
    ["createDatabase", `CREATE DATABASE ${quoteIdentifier(database)}`],
  ];
}

async function tryToWrite(client: pg.Client, names: ExternalNames, schema: string): Promise<Record<string, string>> {
  await client.query("SET default_transaction_read_only = off");
  const answers: Record<string, string> = {};
  for (const [check, statement] of attempts(names, schema)) answers[check] = await refusalOf(client, statement);
  return answers;
}

/**
 * Runs `work` while a schema with a table of the owner's stands for what it makes later; a schema of that name that was
 * not made for this is left alone.
 *
 * @throws backend_conflict, and what `work` throws
 */
export async function withProbeSchema<T>(ctx: PostgresContext, work: () => Promise<T>): Promise<T> {
  const { names } = prepareCall(ctx);
  const schema = probeSchema(ctx);
  const drop = `DROP SCHEMA IF EXISTS ${schema} CASCADE`;
  return withDatabaseSession(ctx, names.database, async (inside) => {
    const [standing] = await inside.rows<{ marker: string | null }>(
      `SELECT pg_catalog.obj_description(oid, 'pg_namespace') AS marker FROM pg_catalog.pg_namespace WHERE nspname = $1`,
      [schema.replaceAll('"', "")],
    );
    if (standing !== undefined && standing.marker !== names.marker) {
      throw new AppError(
        "backend_conflict",
        `The schema ${schema} exists and was not made to prove a login. It is left untouched.`,
      );
    }
    await ctx.assertFence();
    await inside.run(
      asOwner(names, [
        drop,
        `CREATE SCHEMA ${schema}`,
        `COMMENT ON SCHEMA ${schema} IS ${quoteLiteral(names.marker)}`,
        `CREATE TABLE ${schema}.probe (id int)`,
        `INSERT INTO ${schema}.probe VALUES (1)`,
      ]),
    );
    await ctx.failpoint("postgres.after-probe-schema");
    try {
      return await work();
    } finally {
      await inside.run(asOwner(names, [drop]));
    }
  });
}

function probeSchema({ resource: { generation } }: PostgresContext): string {
  return quoteIdentifier(`latchkey_probe_g${generation}`);
}
