import type { JsonSchema } from "#server/http/openapi-schemas.ts";
import { resolve } from "#tests/api/value-of-schema.ts";

/** A place of a body: the names that lead to it from its root, and what may stand there. */
export interface BodyPlace {
  readonly names: readonly string[];
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

type Body = Readonly<Record<string, unknown>>;

/** Every named place of a body's schema, of every branch of its unions, those inside objects and lists included. */
export function placesOf(given: JsonSchema, names: readonly string[] = []): readonly BodyPlace[] {
  const schema = resolve(given);
  const union = (schema.oneOf ?? schema.anyOf ?? []) as JsonSchema[];
  const required = (schema.required ?? []) as string[];
  const own = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).flatMap(([name, of]) => {
    const place = { names: [...names, name], schema: resolve(of), isRequired: required.includes(name) };
    return [place, ...placesOf(of, place.names)];
  });
  const inItems = schema.items === undefined ? [] : placesOf(schema.items as JsonSchema, [...names, "0"]);
  const all = [...own, ...inItems, ...union.flatMap((branch) => placesOf(branch, names))];
  const byNames = new Map(all.map((place) => [place.names.join("/"), place]));
  return [...byNames.values()];
}

/** A copy of a body in which a value stands at a place; `undefined` takes away what stands there. */
export function withValue(body: Body, names: readonly string[], value: unknown): Body {
  const copy = structuredClone(body) as Record<string, unknown>;
  let at: Record<string, unknown> = copy;
  for (const [index, name] of names.slice(0, -1).entries()) {
    const isList = names[index + 1] === "0";
    if (typeof at[name] !== "object" || at[name] === null) at[name] = isList ? [] : {};
    at = at[name] as Record<string, unknown>;
  }
  const last = names.at(-1) ?? "";
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}
