import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { checkGuardrails } from "#server/catalog/check-guardrails.ts";
import { checkSizes } from "#server/catalog/check-sizes.ts";
import { checkTemplate } from "#server/catalog/check-template.ts";
import { duplicateProblems } from "#server/catalog/duplicate-problems.ts";
import type { ParsedCatalog } from "#server/catalog/parsed-catalog.ts";

/** Checks what the files say about each other; gives every problem found. */
export function checkCatalog(catalog: ParsedCatalog): CatalogProblem[] {
  const { teams } = catalog;
  const ids = teams.value.teams.map((team, index) => ({ id: team.id, path: ["teams", index, "id"] }));
  const zones = teams.value.teams.flatMap((team, index) =>
    team.zones.map((id, position) => ({ id, path: ["teams", index, "zones", position] })),
  );
  return [
    ...checkEnvironments(catalog),
    ...duplicateProblems(teams.source, ids),
    ...duplicateProblems(teams.source, zones),
    ...checkBackends(catalog),
    ...catalog.templates.flatMap((template) => [...checkTemplate(template, catalog), ...checkSizes(template, catalog)]),
    ...checkGuardrails(catalog),
  ];
}

function checkEnvironments({ environments: { source, value } }: ParsedCatalog): CatalogProblem[] {
  const { environments, sizeScale } = value;
  const ids = environments.map((environment, index) => ({ id: environment.id, path: ["environments", index, "id"] }));
  const problems = environments.map((environment, index) =>
    sizeScale.includes(environment.sizeMax)
      ? null
      : source.problem(["environments", index, "sizeMax"], `the size ${environment.sizeMax} is not in sizeScale`),
  );
  return [
    ...duplicateProblems(
      source,
      sizeScale.map((id, index) => ({ id, path: ["sizeScale", index] })),
    ),
    ...duplicateProblems(source, ids),
    ...environments.flatMap(({ freezeWindows }, index) =>
      duplicateProblems(
        source,
        freezeWindows.map(({ id }, position) => ({
          id,
          path: ["environments", index, "freezeWindows", position, "id"],
        })),
      ),
    ),
    ...problems.filter((problem) => problem !== null),
  ];
}

function checkBackends({ backends, environments, resourceTypes }: ParsedCatalog): CatalogProblem[] {
  const known = environments.value.environments.map((environment) => environment.id);
  const { source, value } = backends;
  const names = value.backends.map((backend, index) => ({ id: backend.name, path: ["backends", index, "name"] }));
  const problems = value.backends.flatMap((backend, index) => [
    resourceTypes.has(backend.type)
      ? null
      : source.problem(["backends", index, "type"], `there is no resource type ${backend.type}`),
    ...backend.environments.map((id, position) =>
      known.includes(id)
        ? null
        : source.problem(["backends", index, "environments", position], `there is no environment ${id}`),
    ),
  ]);
  return [...duplicateProblems(source, names), ...problems.filter((problem) => problem !== null)];
}
