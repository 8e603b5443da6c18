import { expect, test } from "vitest";
import { migrateDatabase } from "#server/adapters/db/migrate.ts";
import { openDatabase } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { createLedgerDatabase } from "#tests/harness/ledger.ts";

test("applies nothing twice, and refuses a database that other files have made", async () => {
  const ledger = await createLedgerDatabase();
  expect(await migrateDatabase(ledger.migrator)).toEqual([]);
  const db = openDatabase(ledger.migrator, { name: "test" });
  await db.query(sql`UPDATE _prisma_migrations SET checksum = repeat('0', 64) WHERE migration_name LIKE '%ledger'`);
  await db.close();
  await expect(migrateDatabase(ledger.migrator)).rejects.toMatchObject({
    code: "settings_invalid",
    message: expect.stringContaining("20261123000000_ledger"),
  });
});
