import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";

/** Runs one statement with a connection string that the home keeps as a secret. */
export async function queryHome(home: string, secret: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: await readFile(join(home, "secrets", secret), "utf8") });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
