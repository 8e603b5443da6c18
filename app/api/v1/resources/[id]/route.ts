import { showResourceRoute } from "#domain/contracts/routes/show-resource.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { showResource } from "#server/resources/show-resource.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(showResourceRoute, async ({ ctx, actor, params }) => ({
    document: await showResource(ctx, actor, params.id),
  })),
);
