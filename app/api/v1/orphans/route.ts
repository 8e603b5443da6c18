import { listOrphansRoute } from "#domain/contracts/routes/list-orphans.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { listOrphans } from "#server/reconcile/list-orphans.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listOrphansRoute, async ({ ctx, actor, query }) => ({ document: await listOrphans(ctx, actor, query) })),
);
