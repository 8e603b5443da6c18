/**
 * Tells whether every text in a JSON value, names of members included, can be stored and compared: it holds no zero byte and
 * no half of a surrogate pair, neither of which PostgreSQL takes.
 */
export function isStorable(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, inner]) => isStorable(name) && isStorable(inner));
}
