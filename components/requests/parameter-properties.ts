import { z } from "zod";
import { parameterPropertySchema, type ParameterProperty } from "#domain/catalog/parameter-property.ts";
import type { TemplateView } from "#domain/contracts/template.ts";

const schema = z.object({
  properties: z.record(z.string(), parameterPropertySchema).default({}),
  required: z.array(z.string()).default([]),
});

/** One parameter of a template as the form needs it. */
export interface NamedParameter {
  readonly name: string;
  readonly property: ParameterProperty;
  readonly required: boolean;
}

/** Reads a template's parameters in the order they are asked for. */
export function parameterProperties(template: Pick<TemplateView, "parameters">): readonly NamedParameter[] {
  const { properties, required } = schema.parse(template.parameters);
  return Object.entries(properties).map(([name, property]) => ({ name, property, required: required.includes(name) }));
}
