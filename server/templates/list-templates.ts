import type { TemplateView } from "#domain/contracts/template.ts";
import { readDisconnectedBackends } from "#server/catalog/read-disconnected-backends.ts";
import type { ServerContext } from "#server/context.ts";
import { presentTemplate } from "#server/templates/present-template.ts";

/**
 * Lists the catalog in the order of its page, what is not connected included. The catalog is public to everybody who is
 * signed in.
 */
export async function listTemplates(ctx: ServerContext): Promise<{ items: TemplateView[]; nextCursor: null }> {
  const { templates, backends } = ctx.catalog;
  const disconnected = await readDisconnectedBackends(ctx.db);
  const items = [...templates.values()].map((template) => presentTemplate(template, { backends, disconnected }));
  return { items, nextCursor: null };
}
