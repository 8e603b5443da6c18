import { z } from "zod";
import type { Template } from "#domain/catalog/template.ts";

const validators = new WeakMap<Template, z.ZodType<Record<string, unknown>>>();

/** Gives the validator of a template's request parameters; parsing fills in the defaults and refuses unknown keys. */
export function parametersValidator(template: Template): z.ZodType<Record<string, unknown>> {
  let validator = validators.get(template);
  if (validator === undefined) {
    validator = z.fromJSONSchema(
      structuredClone(template.parameters) as Parameters<typeof z.fromJSONSchema>[0],
    ) as z.ZodType<Record<string, unknown>>;
    validators.set(template, validator);
  }
  return validator;
}
