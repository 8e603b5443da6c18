import { AppError, isAppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { prepareCall, type MariadbContext } from "./call.ts";
import type { Connection } from "./connect.ts";
import { compareGrants, readGrants } from "./rights.ts";
import { quoteAccount, quoteName, quotePattern } from "./sql-quote.ts";

interface Facts {
  readonly user: string;
  readonly database: string | null;
  readonly connectionLimit: number;
  readonly statementTimeout: number;
}

/** The server checks the right first and whether the thing exists second. */
const noSuchThing: readonly unknown[] = [1051, 1146];
const refusals: ReadonlySet<unknown> = new Set([1044, 1045, 1142, 1227, 1370, 1410]);

/**
 * Checks over a tenant's own connection what it may do, what it may not, and what limits it has.
 *
 * Leaves nothing behind: what must be permitted names a table that does not exist, and what must be refused could not
 * succeed with more rights either.
 * @throws verification_failed with every check that did not hold
 */
export async function probeRights(connection: Connection, ctx: MariadbContext): Promise<Receipt> {
  const { names, settings } = prepareCall(ctx);
  const { access } = ctx.resource;
  const [facts] = await connection.rows<Facts>(
    `SELECT CURRENT_USER() AS user, DATABASE() AS \`database\`,
        @@max_user_connections AS connectionLimit, @@max_statement_time AS statementTimeout`,
  );
  const [cipher] = await connection.rows<{ Value: string }>("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
  const lines = await connection.rows<Record<string, string>>("SHOW GRANTS");
  const schemas = await connection.rows<{ name: string }>(
    "SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA",
  );
  const otherDatabases = schemas
    .map(({ name }) => name)
    .filter((name) => ![names.database, "information_schema"].includes(name));
  const grants = compareGrants(readGrants(lines.flatMap((line) => Object.values(line))), {
    database: names.database,
    access,
  });
  const own = await answersTo(connection, ownAttempts(access === "read-only"));
  const outside = await answersTo(connection, outsideAttempts(names.database, names.username));
  const forbidden = access === "read-only" ? await answersTo(connection, writeAttempts) : {};
  const failed = [
    ...(facts?.user === `${names.username}@%` ? [] : ["user"]),
    ...(facts?.database === names.database ? [] : ["database"]),
    ...(facts?.connectionLimit === ctx.parameters.connectionLimit ? [] : ["connection limit"]),
    ...(Number(facts?.statementTimeout) === ctx.parameters.statementTimeoutSeconds ? [] : ["statement timeout"]),
    ...(settings.tls === "disable" || cipher?.Value ? [] : ["TLS"]),
    ...grants,
    ...Object.keys(own).filter((what) => own[what] !== "permitted" && !noSuchThing.includes(own[what])),
    ...Object.entries({ ...outside, ...forbidden }).flatMap(([what, errno]) => (refusals.has(errno) ? [] : [what])),
    ...(settings.isolation === "strict" ? otherDatabases.map((name) => `sees the database ${name}`) : []),
  ];
  const receipt = {
    ...facts,
    cipher: cipher?.Value ?? "",
    own,
    refusals: { ...outside, ...forbidden },
    otherDatabases,
  };
  if (failed.length === 0) return receipt;
  throw new AppError("verification_failed", `The new user did not pass its checks: ${failed.join("; ")}.`, {
    details: { failed, ...receipt },
  });
}

type Attempts = Readonly<Record<string, string>>;

const writeAttempts: Attempts = {
  insert: "INSERT INTO latchkey_no_such_table VALUES (1)",
  update: "UPDATE latchkey_no_such_table SET a = 1",
  delete: "DELETE FROM latchkey_no_such_table",
  "drop a table": "DROP TABLE latchkey_no_such_table",
  "alter a table": "ALTER TABLE latchkey_no_such_table ADD COLUMN a INT",
  "make a table": "CREATE TABLE latchkey_no_such_copy LIKE latchkey_no_such_table",
  "make a temporary table": "CREATE TEMPORARY TABLE latchkey_probe (id INT)",
};

function ownAttempts(isReadOnly: boolean): Attempts {
  const select = { select: "SELECT * FROM latchkey_no_such_table" };
  return isReadOnly ? select : { ...select, ...writeAttempts };
}

function outsideAttempts(database: string, username: string): Attempts {
  // Differs only where a grant that was not escaped would match.
  const neighbour = quoteName(`lk_${database.slice(3).replaceAll("_", "0")}`);
  return {
    "read a neighbour": `SELECT * FROM ${neighbour}.latchkey_no_such_table`,
    "write to a neighbour": `INSERT INTO ${neighbour}.latchkey_no_such_table VALUES (1)`,
    "read who made what": "SELECT * FROM lk_registry.latchkey_no_such_table",
    "read the users": "SELECT * FROM mysql.latchkey_no_such_table",
    "make a database": "CREATE DATABASE mysql",
    "make a user": `CREATE USER ${quoteAccount(username)}`,
    "hand rights on": `GRANT SELECT ON ${quotePattern(database)}.* TO ${quoteAccount(username)}`,
    "change a server's setting": "SET GLOBAL max_connections = @@GLOBAL.max_connections",
    "read a file of the server": "LOAD DATA INFILE '/latchkey-no-such-file' INTO TABLE latchkey_no_such_table",
    "write a file of the server": "SELECT 1 INTO OUTFILE '/latchkey-no-such-folder/file'",
    "read the binary log": "SHOW BINARY LOGS",
  };
}

async function answersTo(connection: Connection, attempts: Attempts): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const [what, sql] of Object.entries(attempts)) answers[what] = await answerTo(connection, sql);
  return answers;
}

/** Number of the error with which the server refuses `sql`, or `permitted` when it obeys. */
async function answerTo(connection: Connection, sql: string): Promise<unknown> {
  try {
    await connection.rows(sql);
    return "permitted";
  } catch (error) {
    if (!isAppError(error, "backend_refused") || error.details.errno === undefined) throw error;
    return error.details.errno;
  }
}
