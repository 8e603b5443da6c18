import { basename } from "node:path";
import { isApproverGroup } from "#domain/approvals/approver-groups.ts";
import { classifications } from "#domain/catalog/classification.ts";
import { handlingFloors } from "#domain/catalog/handling-tier.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { duplicateProblems } from "#server/catalog/duplicate-problems.ts";
import type { ParsedCatalog } from "#server/catalog/parsed-catalog.ts";
import type { YamlFile, YamlPath } from "#server/catalog/yaml-file.ts";

/** Checks the handling table, the matrices, the rules, the packs and the quotas against the rest of the catalog. */
export function checkGuardrails(catalog: ParsedCatalog): CatalogProblem[] {
  return [
    ...checkTiers(catalog),
    ...checkMatrices(catalog),
    ...checkRules(catalog),
    ...checkAttachments(catalog),
    ...checkQuotas(catalog),
  ];
}

function checkTiers({ classifications: { source, value } }: ParsedCatalog): CatalogProblem[] {
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
    ...duplicates(source, rows, "classifications"),
    ...missing.map((id) => source.problem(["classifications"], `there is no row for ${id}`)),
    ...looser,
  ];
}

function checkMatrices({ matrices, templates, environments }: ParsedCatalog): CatalogProblem[] {
  const places = environments.value.environments.map(({ id }) => id);
  const offered = templates.map(({ value }) => value.id);
  const holders = new Map<string, string>();
  const problems = matrices.flatMap(({ source, value }) => [
    ...named(source, value.id),
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

function checkRules({ policies, packs }: ParsedCatalog): CatalogProblem[] {
  const seen = new Map<string, string>();
  const once = (source: YamlFile, id: string, path: YamlPath) => {
    const holder = seen.get(id);
    seen.set(id, source.file);
    return holder === undefined ? [] : [source.problem(path, `the rule ${id} stands in ${holder} already`)];
  };
  return [
    ...policies.flatMap(({ source, value }) => [
      ...named(source, value.id),
      ...once(source, value.id, ["id"]),
      ...(isApproverGroup(value.owner)
        ? []
        : [source.problem(["owner"], `${value.owner} is no group that can own a rule`)]),
    ]),
    ...packs.flatMap(({ source, value }) => [
      ...named(source, value.id),
      ...value.rules.flatMap((rule, index) => [
        ...once(source, rule.id, ["rules", index, "id"]),
        ...(rule.id.startsWith(`${value.id}.`)
          ? []
          : [source.problem(["rules", index, "id"], `a rule of this pack is named ${value.id}.…`)]),
      ]),
      ...value.controls.flatMap((control, index) =>
        control.rules
          .filter((id) => !value.rules.some((rule) => rule.id === id))
          .map((id) => source.problem(["controls", index, "rules"], `the pack has no rule ${id}`)),
      ),
    ]),
  ];
}

function checkAttachments(catalog: ParsedCatalog): CatalogProblem[] {
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

function checkQuotas(catalog: ParsedCatalog): CatalogProblem[] {
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
    ...duplicates(source, value.quotas, "quotas"),
    ...value.quotas.flatMap((quota, index) =>
      (["team", "environment", "template"] as const).flatMap((key) => {
        const id = quota[key];
        return id === null || known[key].includes(id)
          ? []
          : [source.problem(["quotas", index, key], `there is no ${key} ${id}`)];
      }),
    ),
    ...Object.keys(value.rates.factors)
      .filter((id) => !known.environment.includes(id))
      .map((id) => source.problem(["rates", "factors", id], `there is no environment ${id}`)),
    ...currencies,
  ];
}

function duplicates(source: YamlFile, rows: readonly { readonly id: string }[], list: string): CatalogProblem[] {
  return duplicateProblems(
    source,
    rows.map(({ id }, index) => ({ id, path: [list, index, "id"] })),
  );
}

function named(source: YamlFile, id: string): CatalogProblem[] {
  const expected = `${id}.yaml`;
  return basename(source.file) === expected ? [] : [source.problem(["id"], `the file of ${id} is named ${expected}`)];
}
