// Brings the ledger of `DATABASE_URL` (or `DATABASE_URL_FILE`), the migrator's, up to date: `node deploy/migrate.ts`.
// Idempotent; run it before a new version starts.
import { migrateLedger } from "#scripts/embedded/ledger/migrate-ledger.ts";
import { readSettings } from "#server/settings.ts";

try {
  const { DATABASE_URL: url } = readSettings();
  if (url === undefined) throw new Error("Set DATABASE_URL or DATABASE_URL_FILE: the migrator's connection string.");
  await migrateLedger(url);
  console.log("The ledger is up to date.");
  // The engine's connections would keep the process for as long as they may idle.
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
