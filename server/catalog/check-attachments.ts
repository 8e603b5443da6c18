import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import type { ParsedCatalog } from "#server/catalog/parsed-catalog.ts";

/** Checks that packs are attached where there is something. */
export function checkAttachments(catalog: ParsedCatalog): CatalogProblem[] {
  const { source, value } = catalog.attachments;
  const known = {
    pack: catalog.packs.map((file) => file.value.id),
    teams: catalog.teams.value.teams.map(({ id }) => id),
    templates: catalog.templates.map((file) => file.value.id),
    environments: catalog.environments.value.environments.map(({ id }) => id),
  };
  return value.attachments.flatMap((attachment, index) =>
    (["pack", "teams", "templates", "environments"] as const).flatMap((key) =>
      [attachment[key]]
        .flat()
        .filter((id) => !known[key].includes(id))
        .map((id) => source.problem(["attachments", index, key], `there is no ${key.replace(/s$/, "")} ${id}`)),
    ),
  );
}
