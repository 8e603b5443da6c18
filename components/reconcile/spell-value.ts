/** Says one side of a difference in words: what is empty as “none”, what has a structure as JSON. */
export function spellValue(value: unknown): string {
  if (value === "" || value === null || value === undefined) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string" || typeof value === "number") return String(value);
  return JSON.stringify(value);
}
