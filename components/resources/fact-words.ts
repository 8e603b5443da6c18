/** Turns the key of a fact into words: `connectionLimit` → "Connection limit". */
export function factName(key: string): string {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]+/g, " ")
    .toLowerCase();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** Shows a fact's value: plain ones as they are, lists joined, anything else as JSON. */
export function factValue(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return new Intl.NumberFormat("en").format(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(factValue).join(", ");
  return JSON.stringify(value) ?? "";
}
