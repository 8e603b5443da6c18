const fields = [
  "template",
  "name",
  "team",
  "environment",
  "classification",
  "purpose",
  "lifetimeHours",
  "delivery",
] as const;

export type RequestFormPath = (typeof fields)[number] | `parameters.${string}`;

/**
 * Gives the form's field that a JSON Pointer into the request body means, or null when the form has none.
 *
 * `/lifetimeHours` → `lifetimeHours`, `/parameters/size` → `parameters.size`.
 */
export function formPath(pointer: string): RequestFormPath | null {
  const [field, key, ...deeper] = pointer.split("/").slice(1);
  if (field === undefined || deeper.length > 0) return null;
  if (field === "parameters")
    return key === undefined || !/^[A-Za-z][A-Za-z0-9_-]*$/.test(key) ? null : `parameters.${key}`;
  return key === undefined ? (fields.find((name) => name === field) ?? null) : null;
}
