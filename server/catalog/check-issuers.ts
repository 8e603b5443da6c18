import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { duplicateProblems } from "#server/catalog/duplicate-problems.ts";
import type { ParsedCatalog } from "#server/catalog/parsed-catalog.ts";

/** Checks the workload issuers: no name stands twice, and no `iss`, so that a token is of one of them. */
export function checkIssuers({ issuers }: ParsedCatalog): CatalogProblem[] {
  return issuers.flatMap(({ source, value }) => [
    ...duplicateProblems(
      source,
      value.issuers.map(({ name }, index) => ({ id: name, path: ["issuers", index, "name"] })),
    ),
    ...duplicateProblems(
      source,
      value.issuers.map(({ issuer }, index) => ({ id: issuer, path: ["issuers", index, "issuer"] })),
    ),
  ]);
}
