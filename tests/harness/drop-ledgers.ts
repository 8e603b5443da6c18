import { afterAll, inject } from "vitest";
import "#tests/harness/harness-context.ts";

/** Registered before every hook of the file itself, so that it comes after all of them. */
afterAll(dropLedgers);

/**
 * Drops the ledgers of this process, and of those that have ended, to which nobody is connected any more: together, those
 * of a whole run would take 20 GiB.
 */
async function dropLedgers(): Promise<void> {
  const { default: pg } = await import("pg");
  const admin = new pg.Client({ connectionString: inject("latchkeyHarness").ledger.adminUrl });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ name: string; pid: number }>(
      `SELECT datname AS name, split_part(datname, '_', 2)::int AS pid FROM pg_database AS made
       WHERE datname ~ '^ledger_[0-9]+_' AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE datid = made.oid)`,
    );
    for (const { name, pid } of rows) {
      if (pid !== process.pid && isAlive(pid)) continue;
      // The file that ends at the same time beside this one drops the same.
      await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)}`).catch(() => undefined);
    }
  } finally {
    await admin.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
