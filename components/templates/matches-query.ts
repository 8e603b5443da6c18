import type { TemplateView } from "#domain/contracts/template.ts";

/** Tells whether every word of `query` is somewhere in the template's own words. */
export function matchesQuery(template: TemplateView, query: string): boolean {
  const text = [
    template.id,
    template.title,
    template.summary,
    template.resourceType,
    ...template.sizes.map((size) => size.title),
  ]
    .join(" ")
    .toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
