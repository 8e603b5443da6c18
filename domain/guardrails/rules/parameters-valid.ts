import { parametersValidator } from "#domain/guardrails/parameters-validator.ts";
import type { BuiltInRule } from "#domain/guardrails/rule.ts";

/** The parameters fit the template as it is today, which may be newer than the one the request was filed under. */
export const parametersValid: BuiltInRule = {
  id: "parameters.valid",
  version: "1",
  rank: "hard",
  evaluate: ({ draft, template }) => {
    const parsed = parametersValidator(template).safeParse(draft.parameters);
    if (parsed.success) return { result: "pass", message: `The parameters fit the template ${template.id}.` };
    const issue = parsed.error.issues[0];
    const where = issue?.path.length ? `The parameter ${issue.path.join(".")}` : "A parameter";
    return { result: "deny", message: `${where} does not fit the template ${template.id}: ${issue?.message}.` };
  },
};
