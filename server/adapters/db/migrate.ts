import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";

const root = new URL("../../../", import.meta.url).pathname;
const migrationsDir = join(root, "prisma/migrations");
const filters = { externalTables: [], externalEnums: [] };

/**
 * Applies the pending migrations of `prisma/migrations`, exactly as `prisma migrate deploy` does.
 *
 * Idempotent; records what it applied in `_prisma_migrations`; gives the names it applied now.
 * @param connectionString the migrator's, which may create roles, schemas and functions
 * @throws settings_invalid when the database was migrated by files that differ from these
 */
export async function migrateDatabase(connectionString: string): Promise<readonly string[]> {
  const pool = new pg.Pool({ connectionString });
  const engine = await openEngine(pool);
  try {
    const migrationsList = await listMigrations();
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
    await assertUnchanged(pool, migrationsList);
    return appliedMigrationNames;
  } finally {
    engine.free();
    await pool.end();
  }
}

async function openEngine(pool: pg.Pool): Promise<SchemaEngine> {
  const schema = await readFile(join(root, "prisma/schema.prisma"), "utf8");
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScriptPrismaPg(pool));
  return SchemaEngine.new({ datamodels: [["schema.prisma", schema]] }, () => undefined, adapter);
}

async function listMigrations() {
  const entries = await readdir(migrationsDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir: migrationsDir,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(names.sort().map(readMigration)),
  };
}

async function readMigration(name: string) {
  const value = await readFile(join(migrationsDir, name, "migration.sql"), "utf8");
  return { path: name, migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value } } };
}

/** An applied migration is never run again: with another text under its name, code and schema do not fit together. */
async function assertUnchanged(pool: pg.Pool, list: Awaited<ReturnType<typeof listMigrations>>): Promise<void> {
  const { rows } = await pool.query<{ name: string; checksum: string }>(
    sql`SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL`,
  );
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  const changed = list.migrationDirectories.find(({ path, migrationFile }) => {
    return applied.get(path) !== createHash("sha256").update(migrationFile.content.value).digest("hex");
  });
  if (changed === undefined) return;
  throw new AppError(
    "settings_invalid",
    `The database was made by another edition of the migration ${changed.path}: use the version that made it, or a new database.`,
  );
}

/**
 * Sends a migration as one simple-protocol query, which PostgreSQL runs as one transaction. The stock adapter splits
 * at every semicolon, also inside function bodies and comments.
 */
class WholeScriptPrismaPg extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script);
    };
    return adapter;
  }
}
