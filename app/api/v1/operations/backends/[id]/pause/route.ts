import { pauseBackendRoute } from "#domain/contracts/routes/pause-backend.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { pauseBackend } from "#server/operations/pause-backend.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(pauseBackendRoute, async ({ ctx, actor, params, body }) => ({
    document: await pauseBackend(ctx, actor, { ...params, ...body }),
  })),
);
