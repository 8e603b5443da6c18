import { listTemplatesRoute } from "#domain/contracts/routes/list-templates.ts";
import { listTemplates } from "#server/templates/list-templates.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listTemplatesRoute, async ({ ctx }) => ({ document: await listTemplates(ctx) })),
);
