import type { Catalog } from "#domain/catalog/catalog.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { resourceTypes as installedTypes } from "#resource-types/index.gen.ts";
import { assembleCatalog } from "#server/catalog/assemble-catalog.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { checkCatalog } from "#server/catalog/check-catalog.ts";
import { parseCatalog } from "#server/catalog/parse-catalog.ts";
import type { KnownResourceType, ParsedCatalog } from "#server/catalog/parsed-catalog.ts";

/** How a catalog is loaded. */
export interface LoadOptions {
  /** A group claim that makes a platform admin beside those of `teams.yaml`: `LATCHKEY_ADMIN_GROUP`. */
  readonly adminGroup?: string | undefined;
  /** Those of this installation, unless a test brings its own. */
  readonly resourceTypes?: readonly KnownResourceType[];
}

/** A catalog whose files fit together, and the files. */
interface ReadCatalog {
  readonly files: ParsedCatalog;
  readonly catalog: Catalog;
}

/**
 * Reads the catalog of a folder and checks that its files fit together; the examples of its rules are not run.
 *
 * @throws catalog_invalid with `file:line: reason` of the first problem; `details.problems` lists all
 */
export async function readCatalog(dir: string, options: LoadOptions = {}): Promise<ReadCatalog> {
  const resourceTypes = new Map((options.resourceTypes ?? installedTypes).map((type) => [type.id, type]));
  const files = await parseCatalog(dir, resourceTypes);
  if (Array.isArray(files)) throw refusal(files);
  refuseAny(checkCatalog(files));
  return { files, catalog: assembleCatalog(files, options.adminGroup) };
}

/** Refuses a catalog that has problems. @throws catalog_invalid */
export function refuseAny(problems: readonly CatalogProblem[]): void {
  if (problems.length > 0) throw refusal(problems);
}

function refusal(problems: readonly CatalogProblem[]): AppError {
  const [first, ...others] = problems;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return new AppError("catalog_invalid", `${first?.file}:${first?.line}: ${first?.reason}${more}`, {
    details: { problems },
  });
}
