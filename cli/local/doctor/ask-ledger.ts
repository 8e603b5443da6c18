import { readFile } from "node:fs/promises";
import type { Patient } from "#cli/local/doctor/finding.ts";
import { openDatabase, type Queryable } from "#server/adapters/db/database.ts";

/** Asks this home's ledger something, as the auditor where there is one. @throws when it does not answer */
export async function askLedger<T>({ settings, instance }: Patient, ask: (db: Queryable) => Promise<T>): Promise<T> {
  const file = instance?.databaseUrlFiles?.auditor;
  const url = file === undefined ? settings.DATABASE_URL : (await readFile(file, "utf8")).trim();
  if (url === undefined) throw new Error("no connection string");
  const db = openDatabase(url, { name: "latchkey doctor", connectionsMax: 1 });
  try {
    return await ask(db);
  } finally {
    await db.close();
  }
}
