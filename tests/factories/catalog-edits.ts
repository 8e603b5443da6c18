import type { Backend } from "#domain/catalog/backend.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Environment } from "#domain/catalog/environment.ts";
import type { MatrixCell } from "#domain/catalog/matrix.ts";
import type { Template } from "#domain/catalog/template.ts";

/** One edit of a catalog by a platform team; `n` is small and varies what it sets. */
export interface CatalogEdit {
  readonly title: string;
  readonly edit: (catalog: Catalog, n: number) => Catalog;
}

function changed<T>(items: ReadonlyMap<string, T>, id: string, change: Partial<T>): Map<string, T> {
  const item = items.get(id);
  if (item === undefined) throw new Error(`The catalog has no ${id}.`);
  return new Map([...items, [id, { ...item, ...change }]]);
}

/** The catalog with an environment that says otherwise. */
export function withEnvironment(catalog: Catalog, id: string, change: Partial<Environment>): Catalog {
  return { ...catalog, environments: changed(catalog.environments, id, change) };
}

/** The catalog with a template that says otherwise. */
export function withTemplate(catalog: Catalog, id: string, change: Partial<Template>): Catalog {
  return { ...catalog, templates: changed(catalog.templates, id, change) };
}

/** The catalog with a back end that says otherwise. */
export function withBackend(catalog: Catalog, id: string, change: Partial<Backend>): Catalog {
  return { ...catalog, backends: changed(catalog.backends, id, change) };
}

/** The catalog with one cell of the matrix of data stores that says otherwise; null: an empty cell. */
export function withCell(
  catalog: Catalog,
  place: { readonly environment: string; readonly classification: string },
  change: Partial<MatrixCell> | null,
): Catalog {
  const matrix = catalog.matrices.get("data-stores");
  const row = matrix?.cells[place.environment] as Readonly<Record<string, MatrixCell>> | undefined;
  if (matrix === undefined || row === undefined) throw new Error("The catalog has the matrix of data stores.");
  const { [place.classification]: cell, ...others } = row;
  if (cell === undefined) throw new Error(`The matrix has no cell for ${place.classification}.`);
  const cells = change === null ? others : { ...others, [place.classification]: { ...cell, ...change } };
  return {
    ...catalog,
    matrices: changed(catalog.matrices, "data-stores", { cells: { ...matrix.cells, [place.environment]: cells } }),
  };
}
