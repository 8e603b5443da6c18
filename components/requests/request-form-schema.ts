import { z } from "zod";
import { submitBodySchema } from "#domain/contracts/request.ts";
import type { TemplateView } from "#domain/contracts/template.ts";

/** The values a template's parameters can have in a form; undefined while nothing is chosen. */
export type ParameterValues = Record<string, string | number | boolean | readonly string[] | undefined>;

/** The schema of one template's form: the API's own body, with `parameters` by the template's JSON Schema. */
export function requestFormSchema(template: Pick<TemplateView, "parameters">) {
  const parameters = z.fromJSONSchema(template.parameters);
  return submitBodySchema.extend({ parameters: parameters as z.ZodType<ParameterValues, ParameterValues> });
}

/** What the form holds while it is filled in. */
export type RequestFormValues = z.input<ReturnType<typeof requestFormSchema>>;

/** Says an issue as a person would; messages that a schema brings itself stay as they are. */
export function plainIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "too_small":
      return issue.origin === "string" ? "Fill this in." : `Use ${String(issue.minimum)} or more.`;
    case "too_big":
      return issue.origin === "string"
        ? `Use at most ${String(issue.maximum)} characters.`
        : `Use ${String(issue.maximum)} or less.`;
    case "invalid_type":
      return "Fill this in.";
    case "invalid_value":
      return "Choose one of these.";
    case "invalid_format":
      return "This does not have the form that is asked for.";
    default:
      return undefined;
  }
}
