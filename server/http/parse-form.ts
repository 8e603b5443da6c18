/**
 * Parses a form (`application/x-www-form-urlencoded`): fields by name, those that came more than once as a list. A field
 * without a value counts as left out (RFC 6749, section 3.2).
 */
export function parseForm(text: string): Record<string, string | string[]> {
  const given = [...new URLSearchParams(text)].filter(([, value]) => value !== "");
  const fields = Map.groupBy(given, ([name]) => name);
  return Object.fromEntries([...fields].map(([name, pairs]) => [name, valueOf(pairs.map(([, value]) => value))]));
}

function valueOf(values: string[]): string | string[] {
  const [first = ""] = values;
  return values.length === 1 ? first : values;
}
