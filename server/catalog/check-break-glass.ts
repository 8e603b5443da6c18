import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { duplicateProblems } from "#server/catalog/duplicate-problems.ts";
import type { ParsedCatalog } from "#server/catalog/parsed-catalog.ts";

/** Checks the list of emergency access: nobody stands on it twice, and two persons are there where two are asked. */
export function checkBreakGlass({ breakGlass }: ParsedCatalog): CatalogProblem[] {
  return breakGlass.flatMap(({ source, value: { people, persons } }) => [
    ...duplicateProblems(
      source,
      people.map((id, index) => ({ id, path: ["people", index] })),
    ),
    ...(persons === 2 && people.length === 1
      ? [source.problem(["people"], "two persons have to agree and one is named: name another, or say persons: 1")]
      : []),
  ]);
}
