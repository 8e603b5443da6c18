import { isApproverGroup } from "#domain/approvals/approver-groups.ts";
import type { Policy } from "#domain/catalog/policy.ts";
import { destroyRule } from "#domain/guardrails/destroy-verdict.ts";
import { builtInRules, closingRules, extendingRules } from "#domain/guardrails/rule-set.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { checkFileName } from "#server/catalog/check-file-name.ts";
import { checkPlaceCondition } from "#server/catalog/check-place-condition.ts";
import type { ParsedCatalog } from "#server/catalog/parsed-catalog.ts";
import type { YamlFile, YamlPath } from "#server/catalog/yaml-file.ts";

/** Checks the platform team's own rules and those of packs: each id stands once, each control names rules of its pack. */
export function checkRules({ policies, packs, environments }: ParsedCatalog): CatalogProblem[] {
  const seen = new Map<string, string>();
  const once = (source: YamlFile, id: string, path: YamlPath) => {
    const holder = seen.get(id);
    seen.set(id, source.file);
    return holder === undefined ? [] : [source.problem(path, `the rule ${id} stands in ${holder} already`)];
  };
  return [
    ...policies.flatMap(({ source, value }) => [
      ...checkFileName(source, value.id),
      ...once(source, value.id, ["id"]),
      ...checkRule(source, { rule: value, path: [] }, environments.value),
      ...checkPlaceCondition(source, value, []),
      ...(isApproverGroup(value.owner)
        ? []
        : [source.problem(["owner"], `${value.owner} is no group that can own a rule`)]),
    ]),
    ...packs.flatMap(({ source, value }) => [
      ...checkFileName(source, value.id),
      ...value.rules.flatMap((rule, index) => [
        ...once(source, rule.id, ["rules", index, "id"]),
        ...checkRule(source, { rule, path: ["rules", index] }, environments.value),
        ...checkPlaceCondition(source, rule, ["rules", index]),
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

/** What the evaluator itself says: a rule of the same name would pass for it in a trace. */
const ownNames = new Set([
  ...[...builtInRules, ...closingRules, ...extendingRules, destroyRule].map(({ id }) => id),
  "catalog.reference",
  "rules.none",
  "approval.reachable",
]);

function checkRule(
  source: YamlFile,
  { rule, path }: { readonly rule: Pick<Policy, "id" | "then">; readonly path: YamlPath },
  { sizeScale }: ParsedCatalog["environments"]["value"],
): CatalogProblem[] {
  const size = rule.then.kind === "cap" ? rule.then.cap.size : undefined;
  return [
    ownNames.has(rule.id) ? source.problem([...path, "id"], `${rule.id} is the name of a built-in rule`) : null,
    size === undefined || sizeScale.includes(size)
      ? null
      : source.problem([...path, "then"], `the size ${size} is not in sizeScale of environments.yaml`),
  ].filter((problem) => problem !== null);
}
