import { runMigrations } from "bullmq";
import pg from "pg";
import { migrateDatabase } from "#server/adapters/db/migrate.ts";

const queueSchema = "bullmq";

/**
 * Brings a ledger database up to date: its own migrations, the queue's, and the worker's rights on the queue.
 *
 * Idempotent; safe to run by several at once.
 * @param migratorUrl of a role that owns the database and may create roles
 */
export async function migrateLedger(migratorUrl: string): Promise<void> {
  await migrateDatabase(migratorUrl);
  await migrateQueue(migratorUrl);
}

async function migrateQueue(migratorUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: migratorUrl });
  await client.connect();
  try {
    await runMigrations(client, queueSchema);
    await client.query(`
      GRANT USAGE ON SCHEMA ${queueSchema} TO latchkey_worker;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${queueSchema} TO latchkey_worker;
      GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${queueSchema} TO latchkey_worker;
      REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ${queueSchema} FROM PUBLIC;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${queueSchema} TO latchkey_worker;
    `);
  } finally {
    await client.end();
  }
}
