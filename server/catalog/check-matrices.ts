import { chatClassifications } from "#domain/approvals/may-decide-in-chat.ts";
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
    ...decidedInChat(value.cells).map(([environment, classification]) =>
      source.problem(["cells", environment, classification, "decideInChat"], onlyInThePortal(classification)),
    ),
  ]);
  const without = templates.filter(({ value }) => !holders.has(value.id));
  return [
    ...problems,
    ...without.map(({ source, value }) => source.problem(["id"], `no matrix names the template ${value.id}`)),
  ];
}

type Cells = ParsedCatalog["matrices"][number]["value"]["cells"];

/** The cells that would let chat decide on data that is decided on in the portal alone. */
function decidedInChat(cells: Cells): (readonly [string, string])[] {
  return Object.entries(cells).flatMap(([environment, row]) =>
    Object.entries(row)
      .filter(([id, cell]) => cell?.decideInChat === true && !chatClassifications.some((chat) => chat === id))
      .map(([id]) => [environment, id] as const),
  );
}

function onlyInThePortal(classification: string): string {
  return `decideInChat: ${classification} data is decided on in the portal alone; chat may have ${chatClassifications.join(" and ")}`;
}
