import { releaseResourceRoute } from "#domain/contracts/routes/release-resource.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { releaseResource } from "#server/resources/release-resource.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(releaseResourceRoute, async ({ ctx, actor, params }) => ({
    document: await releaseResource(ctx, actor, params),
  })),
);
