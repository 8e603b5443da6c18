import type { Catalog } from "#domain/catalog/catalog.ts";

/**
 * Gives the same context with the catalog set that serves now: what one use case works with from its first look to its
 * last, while another set may come to serve.
 */
export function atOneSet<Context extends { readonly catalog: Catalog }>(ctx: Context): Context {
  return { ...ctx };
}
