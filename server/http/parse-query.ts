import { invalidInput } from "#server/http/parse-input.ts";

/**
 * Gives the query as plain text values by key.
 *
 * @throws invalid_input when a key is given twice, names a prototype, or a value is no clean text
 */
export function parseQuery(params: URLSearchParams): Record<string, string> {
  const query = new Map<string, string>();
  for (const [key, value] of params) {
    if (query.has(key)) throw refused(key, "Give this key once.");
    if (key === "__proto__") throw refused(key, "This key is not known.");
    if (value.includes("\0") || !value.isWellFormed()) throw refused(key, "Text must be valid Unicode without NUL.");
    query.set(key, value);
  }
  return Object.fromEntries(query);
}

function refused(key: string, message: string) {
  return invalidInput([{ in: "query", path: `/${key}`, message }]);
}
