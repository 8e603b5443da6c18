import { listBackendHealthRoute } from "#domain/contracts/routes/list-backend-health.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { listBackendHealth } from "#server/operations/list-backend-health.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listBackendHealthRoute, async ({ ctx, actor }) => ({
    document: await listBackendHealth(ctx, actor),
  })),
);
