import { createHash } from "node:crypto";

/** A statement with its values apart: the only form in which SQL reaches the database. */
export interface SqlStatement {
  readonly text: string;
  readonly values: unknown[];
  /** Name of the prepared statement; the same text is parsed and planned once per connection. */
  readonly name: string;
}

type Prepared = Pick<SqlStatement, "text" | "name">;

const prepared = new WeakMap<TemplateStringsArray, Prepared>();
/** The text between the values of each statement, so that it can be part of another one. */
const textsOf = new WeakMap<object, readonly string[]>();

/**
 * Builds a statement whose interpolations are always bind parameters, never text. One that was built by `sql` itself
 * becomes a part of the new one, with its values where they stand.
 */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): SqlStatement {
  if (values.some(isStatement)) return compose(strings, values);
  let known = prepared.get(strings);
  if (known === undefined) {
    known = prepare(strings);
    prepared.set(strings, known);
  }
  return remember({ ...known, values }, strings);
}

function compose(strings: readonly string[], values: readonly unknown[]): SqlStatement {
  const texts = [strings[0] ?? ""];
  const flat: unknown[] = [];
  const append = (text: string) => texts.push(`${texts.pop() ?? ""}${text}`);
  for (const [index, value] of values.entries()) {
    if (isStatement(value)) {
      const [first = "", ...rest] = textsOf.get(value) ?? [];
      append(first);
      texts.push(...rest);
      flat.push(...value.values);
    } else {
      texts.push("");
      flat.push(value);
    }
    append(strings[index + 1] ?? "");
  }
  return remember({ ...prepare(texts), values: flat }, texts);
}

function prepare(texts: readonly string[]): Prepared {
  const text = texts.reduce((joined, part, index) => `${joined}$${index}${part}`);
  return { text, name: createHash("sha256").update(text).digest("base64url").slice(0, 32) };
}

function remember(statement: SqlStatement, texts: readonly string[]): SqlStatement {
  textsOf.set(statement, texts);
  return statement;
}

function isStatement(value: unknown): value is SqlStatement {
  return typeof value === "object" && value !== null && textsOf.has(value);
}
