import pg from "pg";
import { expect, test } from "vitest";
import { createLedgerDatabase } from "#tests/harness/ledger.ts";
import { targetAdminUrl, targetServerLog } from "#tests/harness/target.ts";
import { readFile } from "node:fs/promises";

async function query(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test("gives each test file a migrated ledger of its own", async () => {
  const [one, two] = await Promise.all([createLedgerDatabase(), createLedgerDatabase()]);
  expect(one.name).not.toBe(two.name);
  await query(one.migrator, "INSERT INTO quotas(team, environment, template_id) VALUES ('a', 'dev', 't')");
  expect(await query(one.web, "SELECT team FROM quotas")).toEqual([{ team: "a" }]);
  expect(await query(two.web, "SELECT team FROM quotas")).toEqual([]);
  await two.drop();
  await expect(query(two.url, "SELECT 1")).rejects.toMatchObject({ code: "3D000" });
});

test.for(["web", "worker", "reveal", "auditor"] as const)("logs %s in with its own rights only", async (name) => {
  const ledger = await createLedgerDatabase();
  const [row] = await query(
    ledger[name],
    "SELECT current_user AS me, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user",
  );
  expect(row).toEqual({ me: `latchkey_${name}_login`, rolsuper: false, rolcreaterole: false });
  await expect(query(ledger[name], "CREATE TABLE public.mine ()")).rejects.toMatchObject({ code: "42501" });
});

test("lets the worker and nobody else use the queue", async () => {
  const ledger = await createLedgerDatabase();
  expect(await query(ledger.worker, "SELECT max(version) >= 1 AS migrated FROM bullmq.migration")).toEqual([
    { migrated: true },
  ]);
  for (const url of [ledger.web, ledger.reveal, ledger.auditor]) {
    await expect(query(url, "SELECT * FROM bullmq.migration")).rejects.toMatchObject({ code: "42501" });
  }
});

test("refuses a wrong password", async () => {
  const url = new URL((await createLedgerDatabase()).web);
  url.password = "wrong";
  await expect(query(url.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
});

test("keeps the target in another cluster, which collects statistics and a log", async () => {
  const ledger = await createLedgerDatabase();
  const found = await query(targetAdminUrl(), `SELECT FROM pg_database WHERE datname = '${ledger.name}'`);
  expect(found).toEqual([]);
  expect(await query(targetAdminUrl(), "SHOW shared_preload_libraries")).toEqual([
    { shared_preload_libraries: "pg_stat_statements" },
  ]);
  expect(await readFile(targetServerLog(), "utf8")).toContain("ready to accept connections");
});
