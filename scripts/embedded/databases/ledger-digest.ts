import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import pg from "pg";

const migrations = new URL("../../../prisma/migrations/", import.meta.url).pathname;

/** Gives a digest that changes with every migration of the ledger or of the queue. */
export async function ledgerDigest(): Promise<string> {
  const hash = createHash("sha256");
  const entries = await readdir(migrations, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  for (const name of names.sort()) {
    hash.update(`${name}\0`).update(await readFile(join(migrations, name, "migration.sql")));
  }
  const manifest = createRequire(import.meta.url).resolve("bullmq/package.json");
  const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
  return `latchkey ${hash.update(`bullmq ${version}`).digest("hex")}`;
}

/** Reads the digest that a ledger was last migrated to, or null; it travels with the database. */
export async function readLedgerDigest(migratorUrl: string): Promise<string | null> {
  const { rows } = await query(migratorUrl, "SELECT obj_description('public'::regnamespace, 'pg_namespace') AS digest");
  return (rows[0] as { digest: string | null } | undefined)?.digest ?? null;
}

/** Records the digest that a ledger was migrated to. */
export async function writeLedgerDigest(migratorUrl: string, digest: string): Promise<void> {
  await query(migratorUrl, `COMMENT ON SCHEMA public IS ${pg.escapeLiteral(digest)}`);
}

async function query(connectionString: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
