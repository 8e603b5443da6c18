import type { BuiltInRule } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** The environment says how it handles the classification; where it says nothing, nothing is built. */
export const environmentClassification: BuiltInRule = {
  id: "environment.classification",
  version: "1",
  rank: "environment",
  evaluate: ({ draft, environment, environments, template }) => {
    const { classification } = draft;
    if (environment.classifications.includes(classification))
      return { result: "pass", message: `${environment.title} takes ${classification} data.` };
    const value = environments
      .filter(
        (candidate) =>
          candidate.classifications.includes(classification) && template.environments.includes(candidate.id),
      )
      .map((candidate) => candidate.id);
    const message = `${environment.title} does not take ${classification} data.`;
    if (value.length === 0) return { result: "deny", message: `${message} No environment of this template does.` };
    return {
      result: "deny",
      message: `${message} It belongs in ${spellList(value, "or")}.`,
      remedy: { path: "/environment", op: "in", value },
    };
  },
};
