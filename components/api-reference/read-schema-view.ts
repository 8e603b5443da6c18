import type { FieldView, SchemaView, TypeView } from "#components/api-reference/reference.ts";

/** A JSON Schema of the document, as plain data. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

const prefix = "#/components/schemas/";

/** Reads a schema for people: its type in words, its limits, its values, and the fields of what is told in place. */
export function readSchemaView(schema: Schema): SchemaView {
  const variants = (schema.anyOf ?? schema.oneOf ?? [schema]).filter(({ type }) => type !== "null");
  const told = variants.map(elementOf);
  return {
    type: typeOf(schema),
    description: schema.description ?? null,
    limits: [...new Set(variants.flatMap(limitsOf))],
    values: told.flatMap(valuesOf),
    forms: told.filter(({ properties }) => properties !== undefined).map(fieldsOf),
  };
}

/** Name of the schema that is referred to; null for one that is told in place. */
export function referredSchema({ $ref }: Schema): string | null {
  return $ref?.startsWith(prefix) ? $ref.slice(prefix.length) : null;
}

function fieldsOf({ properties = {}, required = [] }: Schema): FieldView[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    isRequired: required.includes(name),
    ...readSchemaView(schema),
  }));
}

/** What a list or a map is made of, to the last. */
function elementOf(schema: Schema): Schema {
  const { items, additionalProperties } = schema;
  const inner = items ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
  return inner === undefined ? schema : elementOf(inner);
}

function typeOf(schema: Schema): TypeView {
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) {
    const types = variants.map(typeOf);
    const texts = [...new Set(types.map(({ text }) => text))];
    return { text: texts.join(" or "), schema: types.find((type) => type.schema !== null)?.schema ?? null };
  }
  const known = referredSchema(schema);
  if (known !== null) return { text: known, schema: known };
  if (schema.type === "array") return within("list of", schema.items ?? {});
  if (typeof schema.additionalProperties === "object" && schema.properties === undefined) {
    return within("map of", schema.additionalProperties);
  }
  const format = schema.format === undefined ? "" : ` (${schema.format})`;
  return { text: `${[schema.type ?? "anything"].flat().join(" or ")}${format}`, schema: null };
}

function within(words: string, inner: Schema): TypeView {
  const { text, schema } = typeOf(inner);
  return { text: `${words} ${text}`, schema };
}

function valuesOf({ enum: values, const: value }: Schema): string[] {
  const all = value === undefined ? (values ?? []) : [value];
  return all.map(String);
}

function limitsOf(schema: Schema): string[] {
  const range = (least: number | undefined, most: number | undefined, unit: string) => {
    if (least === undefined && most === undefined) return [];
    if (least === undefined) return [`at most ${most}${unit}`];
    return [most === undefined ? `at least ${least}${unit}` : `${least} to ${most}${unit}`];
  };
  return [
    ...range(schema.minLength, schema.maxLength, " characters"),
    ...range(schema.minimum, schema.maximum, ""),
    ...range(schema.minItems, schema.maxItems, " items"),
    ...(schema.pattern !== undefined ? [`matches ${schema.pattern}`] : []),
  ];
}
