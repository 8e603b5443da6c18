/** A JSON Schema, or any other part of a document, as plain data. */
export type Json = { readonly [key: string]: unknown };

/** One form that a value may have, its references followed and what holds together put together. */
export interface Form {
  readonly types: readonly string[] | null;
  readonly values: readonly string[] | null;
  readonly properties: Readonly<Record<string, Json>>;
  readonly required: ReadonlySet<string>;
  readonly isOpen: boolean;
  readonly items: Json | null;
  /** Of a map: what each of its values is. */
  readonly entries: Json | null;
  readonly rest: Json;
}

/** Reads a schema of a document: the forms it allows, and whether null is one of them. */
export function readSchema(
  document: Json,
  schema: Json,
): { readonly forms: readonly Form[]; readonly isNullable: boolean } {
  const flat = flatten(document, schema);
  const variants = (flat.anyOf ?? flat.oneOf) as readonly Json[] | undefined;
  const all = variants?.map((variant) => flatten(document, variant)) ?? [flat];
  const forms = all.filter((one) => one.type !== "null").map(formOf);
  return {
    forms,
    isNullable: forms.length < all.length || forms.some(({ types }) => types?.includes("null") === true),
  };
}

/** Follows a reference within the document; anything else is given back as it is. */
export function follow(document: Json, part: Json): Json {
  if (typeof part.$ref !== "string") return part;
  const found = part.$ref
    .slice(2)
    .split("/")
    .reduce<unknown>(
      (at, key) => (at as Json | undefined)?.[key.replaceAll("~1", "/").replaceAll("~0", "~")],
      document,
    );
  if (found === undefined) throw new Error(`${part.$ref} leads nowhere`);
  return follow(document, found as Json);
}

/** Follows references and puts the parts of an `allOf` into one. */
function flatten(document: Json, schema: Json): Json {
  const { allOf = [], ...own } = follow(document, schema) as Json & { readonly allOf?: readonly Json[] };
  return allOf.reduce<Json>((whole, part) => {
    const flat = flatten(document, part);
    const properties = merge(whole.properties as Json | undefined, flat.properties as Json | undefined);
    const required = [
      ...((whole.required as string[] | undefined) ?? []),
      ...((flat.required as string[] | undefined) ?? []),
    ];
    return { ...whole, ...flat, properties, required };
  }, own);
}

/** Of one property that two parts tell, the later part says more. */
function merge(one: Json = {}, other: Json = {}): Json {
  const both = Object.entries(other).map(([name, schema]) => [
    name,
    { ...(one[name] as object), ...(schema as object) },
  ]);
  return { ...one, ...(Object.fromEntries(both) as Json) };
}

function formOf(schema: Json): Form {
  const { type, enum: values, const: value, properties, required, additionalProperties, items, ...rest } = schema;
  const told = value === undefined ? (values as readonly unknown[] | undefined) : [value];
  return {
    types: type === undefined ? null : [type as string].flat(),
    values: told?.map((one) => JSON.stringify(one)) ?? null,
    properties: (properties ?? {}) as Record<string, Json>,
    required: new Set((required ?? []) as readonly string[]),
    isOpen: additionalProperties !== false,
    items: (items ?? null) as Json | null,
    entries: typeof additionalProperties === "object" ? (additionalProperties as Json) : null,
    rest,
  };
}
