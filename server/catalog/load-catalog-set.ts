import type { Catalog } from "#domain/catalog/catalog.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { resourceTypes as installedTypes } from "#resource-types/index.gen.ts";
import { assembleCatalog } from "#server/catalog/assemble-catalog.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { checkCatalog } from "#server/catalog/check-catalog.ts";
import { checkExamples } from "#server/catalog/check-examples.ts";
import { parseCatalog } from "#server/catalog/parse-catalog.ts";
import type { KnownResourceType, ParsedCatalog } from "#server/catalog/parsed-catalog.ts";

/** How a catalog is loaded. */
export interface LoadOptions {
  /** A group claim that makes a platform admin beside those of `teams.yaml`: `LATCHKEY_ADMIN_GROUP`. */
  readonly adminGroup?: string | undefined;
  /** Those of this installation, unless a test brings its own. */
  readonly resourceTypes?: readonly KnownResourceType[];
}

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
  const resourceTypes = new Map((options.resourceTypes ?? installedTypes).map((type) => [type.id, type]));
  const files = await parseCatalog(dir, resourceTypes);
  if (Array.isArray(files)) throw refusal(files);
  refuseAny(checkCatalog(files));
  const catalog = assembleCatalog(files, options.adminGroup);
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

function refuseAny(problems: readonly CatalogProblem[]): void {
  if (problems.length > 0) throw refusal(problems);
}

function refusal(problems: readonly CatalogProblem[]): AppError {
  const [first, ...others] = problems;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return new AppError("catalog_invalid", `${first?.file}:${first?.line}: ${first?.reason}${more}`, {
    details: { problems },
  });
}
