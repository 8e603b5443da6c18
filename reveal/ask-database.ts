import type pg from "pg";
import { AppError } from "#domain/errors/app-error.ts";
import type { SqlStatement } from "#server/adapters/db/sql.ts";

/** Asks for exactly one row. @throws unavailable when the database does not answer */
export async function askOne<Row extends object>(pool: pg.Pool, statement: SqlStatement): Promise<Row> {
  const [row] = await ask<Row>(pool, statement);
  if (row === undefined) throw new Error("A function of reveal_api gave no row.");
  return row;
}

/** Asks for rows, in a transaction of its own. @throws unavailable when the database does not answer */
export async function ask<Row extends object>(pool: pg.Pool, statement: SqlStatement): Promise<readonly Row[]> {
  try {
    return (await pool.query<Row>(statement)).rows;
  } catch (cause) {
    if (isOutage(cause)) throw new AppError("unavailable", "The database does not answer. Try again.", { cause });
    throw cause;
  }
}

/** What the server itself refused as wrong has an SQLSTATE beyond these classes; all else never reached it. */
function isOutage(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return !/^[0-9A-Z]{5}$/.test(code) || /^(08|53|57|58|25P0)/.test(code);
}
