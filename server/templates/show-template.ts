import type { TemplateView } from "#domain/contracts/template.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { readBackendStates } from "#server/catalog/read-backend-states.ts";
import type { ServerContext } from "#server/context.ts";
import { presentTemplate } from "#server/templates/present-template.ts";

/**
 * Shows the current version of one template. The catalog is public to everybody who is signed in.
 *
 * @throws not_found
 */
export async function showTemplate(ctx: ServerContext, id: string): Promise<TemplateView> {
  const { templates, backends } = ctx.catalog;
  const template = templates.get(id);
  if (template === undefined) throw new AppError("not_found", "There is no such template in the catalog.");
  return presentTemplate(template, { backends, states: await readBackendStates(ctx.db) });
}
