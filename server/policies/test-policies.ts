import type { Policy } from "#domain/catalog/policy.ts";
import { runExample } from "#domain/policies/run-example.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { readCatalog, type LoadOptions } from "#server/catalog/read-catalog.ts";
import type { YamlFile, YamlPath } from "#server/catalog/yaml-file.ts";

/** What came of the examples of one pack or one own rule. */
export interface PolicyTest {
  readonly kind: "pack" | "policy";
  readonly id: string;
  readonly rules: number;
  readonly examples: number;
  /** Where each failing example stands, and how it came out. */
  readonly failures: readonly CatalogProblem[];
}

/**
 * Runs every example of the rules in a catalog folder by the code that decides requests, packs first.
 *
 * @throws catalog_invalid when the files themselves do not fit together
 */
export async function testPolicies(dir: string, options: LoadOptions = {}): Promise<readonly PolicyTest[]> {
  const { files, catalog } = await readCatalog(dir, options);
  const run = (source: YamlFile, path: YamlPath, policy: Policy) =>
    policy.examples.flatMap((example, index) => {
      const fault = runExample(catalog, policy, example);
      return fault === null ? [] : [source.problem([...path, "examples", index], fault)];
    });
  const packs = files.packs.map(({ source, value }): PolicyTest => {
    const rules = catalog.packs.get(value.id)?.rules ?? [];
    const failures = rules.flatMap((rule, index) => run(source, ["rules", index], rule));
    return { kind: "pack", id: value.id, rules: rules.length, examples: count(rules), failures };
  });
  const policies = files.policies.map(({ source, value }): PolicyTest => {
    const rules = [...catalog.policies.values()].filter(({ id }) => id === value.id);
    const failures = rules.flatMap((rule) => run(source, [], rule));
    return { kind: "policy", id: value.id, rules: rules.length, examples: count(rules), failures };
  });
  return [...packs, ...policies];
}

function count(rules: readonly Policy[]): number {
  return rules.reduce((sum, { examples }) => sum + examples.length, 0);
}
