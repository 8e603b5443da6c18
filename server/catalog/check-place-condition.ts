import type { Policy } from "#domain/catalog/policy.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import type { YamlFile, YamlPath } from "#server/catalog/yaml-file.ts";

/** What a condition can name beside what a place says. */
const beyondPlace =
  /\b(requester|usage)\b|\benvironment\s*\.\s*frozen\b|\brequest\b(?!\s*\.\s*(team|environment|template|classification|classificationRank)\b)/;

/**
 * What a person must be is asked again as they open a credential, where only the place of it is known: a rule that turns
 * on more would be stricter there than when it was decided.
 */
export function checkPlaceCondition(
  source: YamlFile,
  { when, then }: Pick<Policy, "when" | "then">,
  path: YamlPath,
): CatalogProblem[] {
  if (then.kind !== "require" || then.require.attributes === undefined || !beyondPlace.test(when.source)) return [];
  const reason =
    "a rule that demands attributes holds at the reveal too: its condition names team, environment, template and classification alone";
  return [source.problem([...path, "when"], reason)];
}
