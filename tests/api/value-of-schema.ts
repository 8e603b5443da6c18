import fc, { type Arbitrary } from "fast-check";
import type { JsonSchema } from "#server/http/openapi-schemas.ts";
import { apiDocument } from "#tests/api/api-document.ts";

const anyName = fc.stringMatching(/^[a-z][a-zA-Z0-9_]{0,12}$/);

/** Gives values that fit a schema of the document: bounds, patterns, formats, unions, records and all. */
export function valueOf(given: JsonSchema): Arbitrary<unknown> {
  const schema = resolve(given);
  const union = (schema.oneOf ?? schema.anyOf) as JsonSchema[] | undefined;
  if (union !== undefined) return fc.oneof(...union.map(valueOf));
  if ("const" in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  switch (schema.type) {
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return numberOf(schema);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(valueOf((schema.items ?? {}) as JsonSchema), {
        minLength: numberIn(schema.minItems, 0),
        maxLength: Math.min(numberIn(schema.maxItems, 5), 10),
      });
    case "object":
      return objectOf(schema);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** Follows a reference into the document. */
export function resolve(schema: JsonSchema): JsonSchema {
  if (typeof schema.$ref !== "string") return schema;
  let found: unknown = apiDocument;
  for (const name of schema.$ref.slice(2).split("/")) found = (found as Record<string, unknown>)[name];
  return found as JsonSchema;
}

function textOf({ pattern, format, minLength, maxLength }: JsonSchema): Arbitrary<string> {
  if (format === "email") return fc.stringMatching(/^[a-z]{1,9}@[a-z]{1,9}\.test$/);
  if (format === "uri") return fc.webUrl();
  if (format === "date-time") return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (typeof pattern === "string") return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= 200);
  const bounds = { minLength: numberIn(minLength, 0), maxLength: Math.min(numberIn(maxLength, 200), 500) };
  return fc.oneof(
    fc.string({ ...bounds, unit: "grapheme" }).filter((text) => text.length <= bounds.maxLength),
    fc.string({ ...bounds, unit: "grapheme-ascii" }),
    fc.constant("x".repeat(bounds.maxLength)),
  );
}

function numberOf({ type, minimum, maximum }: JsonSchema): Arbitrary<number> {
  const bounds = { min: numberIn(minimum, -1_000_000), max: numberIn(maximum, 1_000_000) };
  return type === "integer" ? fc.integer(bounds) : fc.double({ ...bounds, noNaN: true });
}

function objectOf(schema: JsonSchema): Arbitrary<Record<string, unknown>> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const required = (schema.required ?? []) as string[];
  const own = fc.record(Object.fromEntries(properties.map(([name, of]) => [name, valueOf(of)])), {
    requiredKeys: required as never[],
  });
  const more = schema.additionalProperties;
  if (typeof more !== "object" || more === null) return own;
  const others = fc.dictionary(anyName, valueOf(more as JsonSchema), { maxKeys: 3, noNullPrototype: true });
  return fc.tuple(own, others).map(([one, other]) => ({ ...other, ...one }));
}

function numberIn(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
