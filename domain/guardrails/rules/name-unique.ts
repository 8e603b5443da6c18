import type { BuiltInRule } from "#domain/guardrails/rule.ts";

const lengthMax = 25;

/** A name is held once per team, environment and resource type. */
export const nameUnique: BuiltInRule = {
  id: "name.unique",
  version: "1",
  rank: "hard",
  evaluate: ({ draft, state, template }) => {
    const place = `${draft.team} in ${draft.environment}`;
    if (!state.nameTaken)
      return { result: "pass", message: `No other ${template.resourceType} of ${place} has this name.` };
    return {
      result: "deny",
      message: `${draft.team} already holds a ${template.resourceType} named ${draft.name} in ${draft.environment}.`,
      remedy: { path: "/name", op: "=", value: nextName(draft.name, state.similarNames ?? []) },
    };
  },
};

/** `orders` becomes `orders-2`, `orders-2` becomes `orders-3`, skipping names known to be taken. */
function nextName(name: string, taken: readonly string[]): string {
  const numbered = /^(.*?)-(\d{1,6})$/.exec(name);
  const stem = numbered?.[1] ?? name;
  let number = Number(numbered?.[2] ?? 1);
  for (;;) {
    number += 1;
    const suffix = `-${number}`;
    const candidate = `${stem.slice(0, lengthMax - suffix.length).replace(/-+$/, "")}${suffix}`;
    if (candidate !== name && !taken.includes(candidate)) return candidate;
  }
}
