// Child of the supervisor: receives the migrator's connection string over its channel, migrates, ends.
import { migrateLedger } from "#scripts/embedded/ledger/migrate-ledger.ts";

process.once("message", (migratorUrl) => {
  void migrateLedger(String(migratorUrl)).then(
    () => process.exit(0),
    (error: unknown) => process.send?.(summarise(error), () => process.exit(1)),
  );
});

/** The engine's message goes on with its own call stack; the server's sentence and the migration's name are enough. */
function summarise(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split("\n").map((line) => line.trim());
  const reason = (lines.find((line) => line.includes("ERROR: ")) ?? lines[0] ?? "").replace(/^.*ERROR: /, "");
  const migration = /Migration name: (\S+)/.exec(text)?.[1];
  return migration === undefined ? reason : `${reason} (in migration ${migration})`;
}
