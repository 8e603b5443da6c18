import type pg from "pg";
import { readError } from "./map-postgres-error.ts";

/** SQLSTATE with which the server refuses `sql`, or `none` when it obeys. */
export async function refusalOf(client: pg.Client, sql: string): Promise<string> {
  try {
    await client.query(sql);
    return "none";
  } catch (error) {
    const { code } = readError(error);
    if (code === undefined || code.startsWith("08") || code.startsWith("57")) throw error;
    return code;
  }
}
