import type { BuiltInRule } from "#domain/guardrails/rule.ts";

/** The size is within the environment's cap. */
export const sizeCap: BuiltInRule = {
  id: "size.cap",
  version: "1",
  rank: "environment",
  evaluate: ({ draft, template, environment, settings }) => {
    if (template.sizes.length === 0) return { result: "pass", message: `${template.title} comes in one size.` };
    const rank = (size: unknown) => settings.sizeScale.findIndex((candidate) => candidate === size);
    const cap = rank(environment.sizeMax);
    const size = draft.parameters.size;
    const offered = template.sizes.some((candidate) => candidate.id === size);
    if (offered && rank(size) >= 0 && rank(size) <= cap) {
      return {
        result: "pass",
        message: `The size ${String(size)} is within ${environment.id}'s cap ${environment.sizeMax}.`,
      };
    }
    const largest = template.sizes
      .map((candidate) => candidate.id)
      .filter((id) => rank(id) >= 0 && rank(id) <= cap)
      .toSorted((a, b) => rank(a) - rank(b))
      .at(-1);
    const message = offered
      ? `The size ${String(size)} is over the cap ${environment.sizeMax} that the environment ${environment.id} sets.`
      : `${template.title} does not come in the size asked for.`;
    if (largest === undefined) return { result: "deny", message };
    return { result: "deny", message, remedy: { path: "/parameters/size", op: "<=", value: largest } };
  },
};
