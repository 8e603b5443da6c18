import { readFile } from "node:fs/promises";
import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";
import { localSettings } from "#cli/local/local-settings.ts";
import { readInstance, type Instance } from "#cli/local/read-instance.ts";
import { openDatabase, type Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/**
 * Reads this home's ledger as the auditor, as it stood at one moment, whatever is written meanwhile.
 *
 * @throws CliError when there is no ledger or it does not answer
 */
export async function readLedger<T>(terminal: Terminal, work: (ledger: Queryable) => Promise<T>): Promise<T> {
  const instance = await readInstance(terminal);
  const db = openDatabase(await auditorUrl(instance, terminal), { name: "latchkey cli", connectionsMax: 1 });
  try {
    await db.query(sql`SELECT 1`).catch((cause: Error) => {
      const start = instance?.databaseUrlFiles ? ": is Latchkey running?" : ".";
      throw new CliError(`The ledger does not answer (${cause.message})${start}`, { cause });
    });
    return await db.transaction(async (tx) => {
      await tx.query(sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`);
      return work(tx);
    });
  } finally {
    await db.close();
  }
}

async function auditorUrl(instance: Instance | null, terminal: Terminal): Promise<string> {
  const file = instance?.databaseUrlFiles?.auditor;
  if (file !== undefined) return (await readFile(file, "utf8")).trim();
  const url = localSettings(instance, terminal).DATABASE_URL;
  if (url !== undefined) return url;
  throw new CliError("There is no ledger: start Latchkey with this LATCHKEY_HOME first, or set DATABASE_URL.");
}
