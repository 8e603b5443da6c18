import { readFile } from "node:fs/promises";

const runbook = new URL("../../resource-types/mariadb-database/README.md", import.meta.url);

/** Gives the statements by which the runbook makes the admin of a database server, for an account and a password. */
export async function adminStatements(user: string, password: string): Promise<readonly string[]> {
  const text = await readFile(runbook, "utf8");
  const sql = /```sql\n( *CREATE USER latchkey_admin[\s\S]*?)```/.exec(text)?.[1];
  if (sql === undefined) throw new Error("The runbook of mariadb-database no longer says how its admin is made.");
  return sql
    .split(";")
    .map((statement) => statement.trim().replaceAll("latchkey_admin", user).replace("'…'", `'${password}'`))
    .filter(Boolean);
}
