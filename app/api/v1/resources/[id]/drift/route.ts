import { decideDriftRoute } from "#domain/contracts/routes/decide-drift.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { decideDrift } from "#server/reconcile/decide-drift.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(decideDriftRoute, async ({ ctx, actor, params, body }) => ({
    document: await decideDrift(ctx, actor, { ...body, ...params }),
  })),
);
