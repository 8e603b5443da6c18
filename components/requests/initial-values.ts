import { parameterProperties } from "#components/requests/parameter-properties.ts";
import type { RequestFormOptions } from "#components/requests/request-form-options.ts";
import type { ParameterValues, RequestFormValues } from "#components/requests/request-form-schema.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import type { TemplateView } from "#domain/contracts/template.ts";

/** The form before anything is typed: the template's defaults, the first of each choice that can be made, `internal` where it is offered. */
export function initialValues(template: TemplateView, options: RequestFormOptions): RequestFormValues {
  const defaults = parameterProperties(template).flatMap(({ name, property }) =>
    property.default === undefined ? [] : [[name, property.default] as const],
  );
  const classification =
    options.classifications.find(({ value }) => value === "internal") ?? options.classifications[0];
  const environment = options.environments.find(({ disabledReason }) => !disabledReason) ?? options.environments[0];
  return {
    template: template.id,
    name: "",
    team: options.teams[0]?.value ?? "",
    environment: environment?.value ?? "",
    classification: (classification?.value ?? "internal") as RequestFormValues["classification"],
    purpose: "",
    lifetimeHours: template.lifetimeHours.default,
    parameters: Object.fromEntries(defaults),
  };
}

/** The form filled in like an earlier body; parameters that the template does not ask for today are left out. */
export function prefilledValues(
  initial: RequestFormValues,
  template: TemplateView,
  body: SubmitBody,
): RequestFormValues {
  const known = parameterProperties(template).flatMap(({ name }) => {
    const value = body.parameters?.[name];
    return isParameterValue(value) ? [[name, value] as const] : [];
  });
  return { ...initial, ...body, parameters: { ...initial.parameters, ...Object.fromEntries(known) } };
}

function isParameterValue(value: unknown): value is NonNullable<ParameterValues[string]> {
  return ["string", "number", "boolean"].includes(typeof value);
}
