import type { BuiltInRule } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** The template is offered in the environment and for the classification. */
export const templateOffered: BuiltInRule = {
  id: "template.offered",
  version: "1",
  rank: "template",
  evaluate: ({ draft, template, environments }) => {
    if (!template.classifications.includes(draft.classification)) {
      // No remedy: a lower classification is a statement about the data, not a choice that makes a rule pass.
      return {
        result: "deny",
        message: `${template.title} is offered for ${spellList(template.classifications, "and")} data, not for ${draft.classification}.`,
      };
    }
    if (template.environments.includes(draft.environment)) {
      return {
        result: "pass",
        message: `${template.title} is offered in ${draft.environment} for ${draft.classification} data.`,
        tightens: { handling: { restoreHoursMax: template.restoreWindowHours } },
      };
    }
    const value = environments.map((environment) => environment.id).filter((id) => template.environments.includes(id));
    const message = `${template.title} is not offered in ${draft.environment}; it is in ${spellList(value, "and")}.`;
    if (value.length === 0) return { result: "deny", message };
    return { result: "deny", message, remedy: { path: "/environment", op: "in", value } };
  },
};
