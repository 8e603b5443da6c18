import type { Database } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { CatalogStanding } from "#server/catalog/keep-catalog.ts";
import { recordTemplateVersions } from "#server/catalog/record-template-versions.ts";

/**
 * Writes down what a process is about to serve, the versions of its templates first, and why it refuses what is on disk.
 *
 * `served_at` of a set moves when it comes to serve after another, not when one more process takes it up. Idempotent,
 * safe in parallel.
 */
export async function recordCatalogSet(
  db: Pick<Database, "transaction">,
  process: "web" | "worker",
  { catalog, documents, refusal }: CatalogStanding,
): Promise<void> {
  const { digest } = catalog;
  await db.transaction(async (tx) => {
    await recordTemplateVersions(tx, catalog);
    await tx.query(sql`
      INSERT INTO catalog_sets AS known (digest, documents, first_seen_at, served_at)
      VALUES (${digest}, ${JSON.stringify(documents)}::jsonb, clock_timestamp(), clock_timestamp())
      ON CONFLICT (digest) DO UPDATE SET served_at = clock_timestamp()
        WHERE EXISTS (SELECT FROM catalog_sets newer WHERE newer.served_at > known.served_at)
          AND NOT EXISTS (SELECT FROM catalog_readers own WHERE own.process = ${process} AND own.digest = known.digest)`);
    await tx.query(sql`
      INSERT INTO catalog_readers AS known (process, digest, refusal, seen_at)
      VALUES (${process}, ${digest}, ${refusal && JSON.stringify(refusal)}::jsonb, clock_timestamp())
      ON CONFLICT (process) DO UPDATE SET digest = EXCLUDED.digest, refusal = EXCLUDED.refusal, seen_at = EXCLUDED.seen_at`);
  });
}
