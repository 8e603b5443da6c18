import type { Catalog } from "#domain/catalog/catalog.ts";

/** Gives the next environment in the order of promotion that today's template is offered in; null: there is none. */
export function promotionOf(
  { templates, environments }: Pick<Catalog, "templates" | "environments">,
  from: { readonly template: string; readonly environment: string },
): { readonly id: string; readonly title: string } | null {
  const offered = templates.get(from.template)?.environments ?? [];
  const order = [...environments.values()];
  const at = order.findIndex(({ id }) => id === from.environment);
  const next = at < 0 ? undefined : order.slice(at + 1).find(({ id }) => offered.includes(id));
  return next ? { id: next.id, title: next.title } : null;
}
