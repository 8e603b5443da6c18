import type { BuiltInRule } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** The environment says which classifications it takes, and where their data may lie; where it says nothing, nothing is built. */
export const environmentClassification: BuiltInRule = {
  id: "environment.classification",
  version: "2",
  rank: "environment",
  evaluate: ({ draft, environment, environments, template }) => {
    const { classification } = draft;
    const { regions } = environment;
    const tightens = regions === null ? {} : { regions };
    if (environment.classifications.includes(classification)) {
      const where = regions === null ? "" : `, in ${spellList(regions, "or")}`;
      return { result: "pass", message: `${environment.title} takes ${classification} data${where}.`, tightens };
    }
    const value = environments
      .filter(
        (candidate) =>
          candidate.classifications.includes(classification) && template.environments.includes(candidate.id),
      )
      .map((candidate) => candidate.id);
    const message = `${environment.title} does not take ${classification} data.`;
    if (value.length === 0)
      return { result: "deny", message: `${message} No environment of this template does.`, tightens };
    return {
      result: "deny",
      message: `${message} It belongs in ${spellList(value, "or")}.`,
      remedy: { path: "/environment", op: "in", value },
      tightens,
    };
  },
};
