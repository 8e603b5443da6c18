import { formatHours } from "#components/patterns/format-hours.ts";

const names: Readonly<Record<string, string>> = {
  "/name": "name",
  "/team": "team",
  "/environment": "environment",
  "/classification": "data classification",
  "/lifetimeHours": "lifetime",
  "/purpose": "purpose",
  "/delivery": "delivery",
  "/template": "template",
};

/** Names the field a JSON Pointer into a request body means, e.g. "lifetime", "size". */
export function fieldName(path: string): string {
  return names[path] ?? path.replace(/^\/(parameters\/)?/, "").replaceAll("/", " ");
}

/** Says a field's value as people do: hours as a time span, lists joined. */
export function fieldValue(path: string, value: unknown): string {
  if (path === "/lifetimeHours" && typeof value === "number") return formatHours(value);
  if (Array.isArray(value)) return value.map((item) => fieldValue(path, item)).join(", ");
  if (typeof value === "string") return value;
  return JSON.stringify(value);
}
