// Prints the SQL that leads from an older schema file (or from nothing) to prisma/schema.prisma:
//   node scripts/migration-sql.ts [OLDER_SCHEMA_FILE]
// The engine wants a reachable DATABASE_URL, which it does not change.
// Roles, grants, functions and partial indexes are added to the migration by hand.
import { readFile } from "node:fs/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { SchemaEngine } from "@prisma/schema-engine-wasm";

const schemaTarget = async (path: string) => ({
  tag: "schemaDatamodel" as const,
  files: [{ path: "schema.prisma", content: await readFile(path, "utf8") }],
});
const older = process.argv[2];
const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: process.env.DATABASE_URL ?? "" }));
const engine = await SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
const result = await engine.diff({
  from: older ? await schemaTarget(older) : { tag: "empty" },
  to: await schemaTarget("prisma/schema.prisma"),
  script: true,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});
console.log(result.stdout);
