import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** Stores every template version of the catalog that the ledger does not know yet. Idempotent, safe in parallel. */
export async function recordTemplateVersions(db: Queryable, catalog: Catalog): Promise<void> {
  const versions = [...catalog.templates.values()].map(({ id, version, digest, document }) => ({
    version,
    id,
    digest,
    document,
  }));
  await db.query(sql`
    INSERT INTO template_versions (id, template_id, digest, document)
    SELECT v ->> 'version', v ->> 'id', v ->> 'digest', v -> 'document'
    FROM jsonb_array_elements(${JSON.stringify(versions)}::jsonb) AS v
    ON CONFLICT DO NOTHING`);
}
