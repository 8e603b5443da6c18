import type { Catalog } from "#domain/catalog/catalog.ts";
import { checkExamples } from "#server/catalog/check-examples.ts";
import type { ParsedCatalog } from "#server/catalog/parsed-catalog.ts";
import { readCatalog, refuseAny, type LoadOptions } from "#server/catalog/read-catalog.ts";

/** A catalog, and what its files say. */
export interface CatalogSet {
  readonly catalog: Catalog;
  /** JSON, by the path of the file in the catalog folder. */
  readonly documents: Readonly<Record<string, unknown>>;
}

/**
 * Loads the catalog of a folder as one consistent set, or refuses all of it.
 *
 * @throws catalog_invalid with `file:line: reason` of the first problem; `details.problems` lists all
 */
export async function loadCatalogSet(dir: string, options: LoadOptions = {}): Promise<CatalogSet> {
  const { files, catalog } = await readCatalog(dir, options);
  refuseAny(checkExamples(files, catalog));
  return { catalog, documents: documentsOf(files) };
}

function documentsOf({ resourceTypes: _, ...files }: ParsedCatalog): CatalogSet["documents"] {
  return Object.fromEntries(
    Object.values(files)
      .flat()
      .map(({ path, source }) => [path, source.value]),
  );
}
