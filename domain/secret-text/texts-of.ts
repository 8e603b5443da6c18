/** A text in a document. */
export interface TextAt {
  /** JSON Pointer (RFC 6901). */
  readonly path: string;
  /** Name of the member that it is the value of. */
  readonly member: string | null;
  readonly text: string;
}

/**
 * Gives every text in a JSON value, with the pointer to where it stands.
 *
 * The names of members come too, each before its value and under the pointer of its object: a pointer holds no name
 * that was not given before.
 */
export function textsOf(value: unknown, path = "", member: string | null = null): TextAt[] {
  if (typeof value === "string") return [{ path, member, text: value }];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsOf(item, `${path}/${index}`, member));
  return Object.entries(value).flatMap(([name, item]) => [
    { path, member: null, text: name },
    ...textsOf(item, `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, name),
  ]);
}
