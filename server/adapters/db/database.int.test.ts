import { expect, test } from "vitest";
import { openDatabase } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { createLedgerDatabase } from "#tests/harness/ledger.ts";

test("survives that the server ends its connections, idle and in a transaction", async () => {
  const ledger = await createLedgerDatabase();
  const [db, admin] = [openDatabase(ledger.worker, { name: "victim" }), openDatabase(ledger.url, { name: "admin" })];
  await db.query(sql`SELECT 1`);
  const endAll = () =>
    admin.query(sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'`);
  const working = db.transaction(async (tx) => {
    await tx.query(sql`SELECT 1`);
    await endAll();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return tx.query(sql`SELECT 1`);
  });
  await expect(working).rejects.toThrow("connection");
  expect(await db.query(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  await Promise.all([db.close(), admin.close()]);
});

test("a failed transaction leaves nothing, and its error is the one that was thrown", async () => {
  const ledger = await createLedgerDatabase();
  const db = openDatabase(ledger.web, { name: "test" });
  const failing = db.transaction(async (tx) => {
    await tx.query(sql`INSERT INTO quotas (team, environment, template_id) VALUES ('a', 'b', 'c')`);
    throw new Error("mine");
  });
  await expect(failing).rejects.toThrow("mine");
  expect(await db.query(sql`SELECT * FROM quotas`)).toEqual([]);
  await db.close();
});

test("never lets a value become text of a statement", async () => {
  const ledger = await createLedgerDatabase();
  const db = openDatabase(ledger.web, { name: "test" });
  const hostile = "'; DROP TABLE requests; --";
  expect(await db.query(sql`SELECT ${hostile}::text AS value`)).toEqual([{ value: hostile }]);
  await db.close();
});
