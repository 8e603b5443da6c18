import { afterAll, inject } from "vitest";
import { madeLedgers } from "#tests/harness/made-ledgers.ts";
import "#tests/harness/harness-context.ts";

/** Registered before every hook of the file itself, so that it comes after all of them. */
afterAll(dropLedgers);

/** Drops what the file made and nobody is connected to any more: a whole run's would fill a memory of 20 GiB. */
async function dropLedgers(): Promise<void> {
  if (madeLedgers.size === 0) return;
  const { default: pg } = await import("pg");
  const admin = new pg.Client({ connectionString: inject("latchkeyHarness").ledger.adminUrl });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database AS made
       WHERE datname = ANY ($1) AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE datid = made.oid)`,
      [[...madeLedgers]],
    );
    for (const { name } of rows) await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)}`);
    madeLedgers.clear();
  } finally {
    await admin.end();
  }
}
