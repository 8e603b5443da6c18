import type { ParameterProperty } from "#domain/catalog/parameter-property.ts";

/** The JSON Schema (2020-12) of a template's request parameters. */
export interface ParametersSchema {
  readonly $schema: "https://json-schema.org/draft/2020-12/schema";
  readonly type: "object";
  readonly properties: Readonly<Record<string, ParameterProperty>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}
