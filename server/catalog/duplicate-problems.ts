import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import type { YamlFile, YamlPath } from "#server/catalog/yaml-file.ts";

/** Gives one problem for each id that stands a second time. */
export function duplicateProblems(
  source: YamlFile,
  items: readonly { readonly id: string; readonly path: YamlPath }[],
): CatalogProblem[] {
  const seen = new Set<string>();
  return items.flatMap(({ id, path }) => {
    if (seen.has(id)) return [source.problem(path, `${id} is named twice`)];
    seen.add(id);
    return [];
  });
}
