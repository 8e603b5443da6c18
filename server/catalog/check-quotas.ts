import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { duplicateProblems } from "#server/catalog/duplicate-problems.ts";
import type { ParsedCatalog } from "#server/catalog/parsed-catalog.ts";

/** Checks the quotas and the rate card: known scopes, one currency. */
export function checkQuotas(catalog: ParsedCatalog): CatalogProblem[] {
  const { source, value } = catalog.quotas;
  const known = {
    team: catalog.teams.value.teams.map(({ id }) => id),
    environment: catalog.environments.value.environments.map(({ id }) => id),
    template: catalog.templates.map((file) => file.value.id),
  };
  const currencies = catalog.templates.flatMap((file) =>
    file.value.sizes.flatMap(({ monthlyCost }, index) =>
      monthlyCost === null || monthlyCost.currency === value.rates.currency
        ? []
        : [file.source.problem(["sizes", index, "monthlyCost"], `the rate card is in ${value.rates.currency}`)],
    ),
  );
  return [
    ...duplicateProblems(
      source,
      value.quotas.map(({ id }, index) => ({ id, path: ["quotas", index, "id"] })),
    ),
    ...value.quotas.flatMap((quota, index) =>
      (["team", "environment", "template"] as const).flatMap((key) => {
        const id = quota[key];
        return id === null || known[key].includes(id)
          ? []
          : [source.problem(["quotas", index, key], `there is no ${key} ${id}`)];
      }),
    ),
    ...value.quotas.flatMap(({ limit, raise }, index) =>
      raise === undefined || raise.limit > limit
        ? []
        : [source.problem(["quotas", index, "raise", "limit"], `it is not beyond the limit ${limit}`)],
    ),
    ...Object.keys(value.rates.factors)
      .filter((id) => !known.environment.includes(id))
      .map((id) => source.problem(["rates", "factors", id], `there is no environment ${id}`)),
    ...currencies,
  ];
}
