import type { Catalog } from "#domain/catalog/catalog.ts";
import { loadCatalogSet } from "#server/catalog/load-catalog-set.ts";
import type { LoadOptions } from "#server/catalog/read-catalog.ts";

/**
 * Loads the catalog of a folder as one consistent set, or refuses all of it.
 *
 * @throws catalog_invalid with `file:line: reason` of the first problem; `details.problems` lists all
 */
export async function loadCatalog(dir: string, options: LoadOptions = {}): Promise<Catalog> {
  return (await loadCatalogSet(dir, options)).catalog;
}
