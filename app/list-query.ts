import type { z } from "zod";

/** Query parameters as Next hands them to a page. */
export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** Reads a list's query from an address; what the list does not know or does not accept is left out. */
export function readListQuery<T extends z.ZodObject>(schema: T, params: SearchParams): Partial<z.output<T>> {
  const accepted = Object.entries(schema.shape).flatMap(([key, part]) => {
    const value = params[key];
    if (typeof value !== "string" || value === "") return [];
    const parsed = (part as z.ZodType).safeParse(value);
    return parsed.success ? [[key, parsed.data] as const] : [];
  });
  return Object.fromEntries(accepted) as Partial<z.output<T>>;
}

/** Gives the address of a list with some parameters changed; null takes one away. */
export function listHref(path: string, params: SearchParams, changes: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...params, ...changes })) {
    if (typeof value === "string" && value !== "") query.set(key, value);
  }
  return query.size === 0 ? path : `${path}?${query}`;
}
