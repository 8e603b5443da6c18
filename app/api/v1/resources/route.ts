import { listResourcesRoute } from "#domain/contracts/routes/list-resources.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { listResources } from "#server/resources/list-resources.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listResourcesRoute, async ({ ctx, actor, query }) => ({
    document: await listResources(ctx, actor, query),
  })),
);
