import { createHash } from "node:crypto";

/** A statement with its values apart: the only form in which SQL reaches the database. */
export interface SqlStatement {
  readonly text: string;
  readonly values: unknown[];
  /** Name of the prepared statement; the same text is parsed and planned once per connection. */
  readonly name: string;
}

const prepared = new WeakMap<TemplateStringsArray, { text: string; name: string }>();

/** Builds a statement whose interpolations are always bind parameters, never text. */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): SqlStatement {
  let known = prepared.get(strings);
  if (known === undefined) {
    const text = strings.reduce((joined, part, index) => `${joined}$${index}${part}`);
    known = { text, name: createHash("sha256").update(text).digest("base64url").slice(0, 32) };
    prepared.set(strings, known);
  }
  return { text: known.text, name: known.name, values };
}
