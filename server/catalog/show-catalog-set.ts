import { z } from "zod";
import type { Actor } from "#domain/access/actor.ts";
import { canKeepGuardrails } from "#domain/access/can-keep-guardrails.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { CatalogRefusalView, CatalogSetView } from "#domain/catalog/catalog-set-view.ts";
import { compareDocuments } from "#domain/catalog/compare-documents.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { catalogRefusalSchema } from "#server/catalog/catalog-refusal.ts";
import type { ServerContext } from "#server/context.ts";

const setSchema = z.object({ digest: z.string(), documents: z.record(z.string(), z.unknown()), servedAt: z.date() });
const readerSchema = z.object({
  process: z.string(),
  digest: z.string(),
  refusal: catalogRefusalSchema.nullable(),
  seenAt: z.date(),
});

/**
 * Shows the catalog set that this process serves, what it says otherwise than the set before it, and what any process
 * says of the files on disk.
 *
 * @throws not_found for everybody but the platform's roles
 */
export async function showCatalogSet({ db, catalog }: ServerContext, actor: Actor): Promise<CatalogSetView> {
  if (!canKeepGuardrails(actor)) throw new AppError("not_found", "There is nothing at this address.");
  const { digest } = catalog;
  const rows = await db.query(sql`
    SELECT digest, documents, served_at AS "servedAt" FROM catalog_sets
    WHERE served_at <= (SELECT served_at FROM catalog_sets WHERE digest = ${digest})
    ORDER BY digest = ${digest} DESC, served_at DESC LIMIT 2`);
  const [current, previous] = z.array(setSchema).parse(rows);
  const readers = z
    .array(readerSchema)
    .parse(
      await db.query(sql`SELECT process, digest, refusal, seen_at AS "seenAt" FROM catalog_readers ORDER BY process`),
    );
  return {
    digest,
    servedAt: current?.servedAt.toISOString() ?? null,
    counts: countsOf(catalog),
    elsewhere: readers
      .filter((reader) => reader.digest !== digest)
      .map((reader) => ({ process: reader.process, digest: reader.digest })),
    refusals: refusalsOf(readers),
    previous: previous ? { digest: previous.digest, servedAt: previous.servedAt.toISOString() } : null,
    changes: current && previous ? compareDocuments(previous.documents, current.documents) : [],
  };
}

function countsOf({ templates, environments, matrices, policies, packs, quotas }: Catalog): CatalogSetView["counts"] {
  return {
    templates: templates.size,
    environments: environments.size,
    matrices: matrices.size,
    rules: policies.size,
    packs: packs.size,
    quotas: quotas.length,
  };
}

/** Two processes that refuse the same files for the same reasons are one refusal. */
function refusalsOf(readers: readonly z.infer<typeof readerSchema>[]): CatalogRefusalView[] {
  const found = new Map<string, CatalogRefusalView>();
  for (const { process, refusal, seenAt } of readers) {
    if (refusal === null) continue;
    const key = JSON.stringify(refusal);
    const known = found.get(key);
    const since = seenAt.toISOString();
    found.set(key, {
      processes: [...(known?.processes ?? []), process],
      since: known && known.since < since ? known.since : since,
      problems: refusal.problems,
      more: refusal.count - refusal.problems.length,
    });
  }
  return [...found.values()];
}
