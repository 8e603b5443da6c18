import { showGrantRoute } from "#domain/contracts/routes/show-grant.ts";
import { showGrant } from "#server/grants/show-grant.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(showGrantRoute, async ({ ctx, actor, params }) => ({ document: await showGrant(ctx, actor, params.id) })),
);
