import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { checkFileName } from "#server/catalog/check-file-name.ts";
import type { ParsedCatalog } from "#server/catalog/parsed-catalog.ts";

/** Checks the matrices: each template stands in exactly one, and every environment is known. */
export function checkMatrices({ matrices, templates, environments }: ParsedCatalog): CatalogProblem[] {
  const places = environments.value.environments.map(({ id }) => id);
  const offered = templates.map(({ value }) => value.id);
  const holders = new Map<string, string>();
  const problems = matrices.flatMap(({ source, value }) => [
    ...checkFileName(source, value.id),
    ...value.templates.flatMap((id, index) => {
      const at = (reason: string) => [source.problem(["templates", index], reason)];
      const holder = holders.get(id);
      holders.set(id, value.id);
      if (!offered.includes(id)) return at(`there is no template ${id}`);
      return holder === undefined ? [] : at(`${id} stands in the matrix ${holder} already`);
    }),
    ...Object.keys(value.cells)
      .filter((id) => !places.includes(id))
      .map((id) => source.problem(["cells", id], `there is no environment ${id}`)),
  ]);
  const without = templates.filter(({ value }) => !holders.has(value.id));
  return [
    ...problems,
    ...without.map(({ source, value }) => source.problem(["id"], `no matrix names the template ${value.id}`)),
  ];
}
