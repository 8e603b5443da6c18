import { showTemplateRoute } from "#domain/contracts/routes/show-template.ts";
import { showTemplate } from "#server/templates/show-template.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(showTemplateRoute, async ({ ctx, params }) => ({ document: await showTemplate(ctx, params.id) })),
);
