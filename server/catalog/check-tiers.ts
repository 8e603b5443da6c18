import { classifications } from "#domain/catalog/classification.ts";
import { handlingFloors } from "#domain/catalog/handling-tier.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { duplicateProblems } from "#server/catalog/duplicate-problems.ts";
import type { ParsedCatalog } from "#server/catalog/parsed-catalog.ts";

/** Checks the handling table: a row for each classification, none looser than the floor. */
export function checkTiers({ classifications: { source, value } }: ParsedCatalog): CatalogProblem[] {
  const rows = value.classifications;
  const at = (index: number, key: string, reason: string) => source.problem(["classifications", index, key], reason);
  const looser = rows.flatMap((row, index) => {
    const { sealing, revealMaxAgeMinutes: ageMax } = handlingFloors[row.id];
    const age = row.revealMaxAgeMinutes;
    return [
      sealing === "strict" && row.sealing !== "strict"
        ? at(index, "sealing", `${row.id} data is sealed strictly`)
        : null,
      ageMax !== null && (age === null || age > ageMax)
        ? at(index, "revealMaxAgeMinutes", `${row.id} data needs a sign-in of at most ${ageMax} minutes ago`)
        : null,
    ].filter((problem) => problem !== null);
  });
  const missing = classifications.filter((id) => !rows.some((row) => row.id === id));
  return [
    ...duplicateProblems(
      source,
      rows.map(({ id }, index) => ({ id, path: ["classifications", index, "id"] })),
    ),
    ...missing.map((id) => source.problem(["classifications"], `there is no row for ${id}`)),
    ...looser,
  ];
}
