import type { TemplateView } from "#domain/contracts/template.ts";
import { readBackendStates } from "#server/catalog/read-backend-states.ts";
import type { ServerContext } from "#server/context.ts";
import { presentTemplate } from "#server/templates/present-template.ts";

/**
 * Lists the catalog in the order of its page, what is not connected included. The catalog is public to everybody who is
 * signed in.
 */
export async function listTemplates(ctx: ServerContext): Promise<{ items: TemplateView[]; nextCursor: null }> {
  const { templates, backends } = ctx.catalog;
  const states = await readBackendStates(ctx.db);
  const items = [...templates.values()].map((template) => presentTemplate(template, { backends, states }));
  return { items, nextCursor: null };
}
