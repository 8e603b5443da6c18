import { restoreResourceRoute } from "#domain/contracts/routes/restore-resource.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { restoreResource } from "#server/resources/reissue-resource.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(restoreResourceRoute, async ({ ctx, actor, params }) => ({
    document: await restoreResource(ctx, actor, params),
  })),
);
