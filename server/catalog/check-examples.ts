import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Policy } from "#domain/catalog/policy.ts";
import { runExample } from "#domain/policies/run-example.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import type { ParsedCatalog } from "#server/catalog/parsed-catalog.ts";
import type { YamlFile, YamlPath } from "#server/catalog/yaml-file.ts";

/** Runs the examples of every policy and pack: a rule that does not do what its author says is not loaded. */
export function checkExamples(files: ParsedCatalog, catalog: Catalog): CatalogProblem[] {
  const failing = (source: YamlFile, policy: Policy | undefined, path: YamlPath) =>
    (policy?.examples ?? []).flatMap((example, index) => {
      const fault = policy && runExample(catalog, policy, example);
      return fault ? [source.problem([...path, "examples", index], `the example fails: ${fault}`)] : [];
    });
  return [
    ...files.policies.flatMap(({ source, value }) => failing(source, catalog.policies.get(value.id), [])),
    ...files.packs.flatMap(({ source, value }) =>
      value.rules.flatMap((_, index) => failing(source, catalog.packs.get(value.id)?.rules[index], ["rules", index])),
    ),
  ];
}
