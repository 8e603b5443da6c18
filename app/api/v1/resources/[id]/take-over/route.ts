import { takeOverResourceRoute } from "#domain/contracts/routes/take-over-resource.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { takeOverResource } from "#server/resources/take-over-resource.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(takeOverResourceRoute, async ({ ctx, actor, params }) => ({
    document: await takeOverResource(ctx, actor, params),
  })),
);
