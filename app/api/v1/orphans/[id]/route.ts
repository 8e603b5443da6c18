import { decideOrphanRoute } from "#domain/contracts/routes/decide-orphan.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { decideOrphan } from "#server/reconcile/decide-orphan.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(decideOrphanRoute, async ({ ctx, actor, params, body }) => ({
    document: await decideOrphan(ctx, actor, { ...body, ...params }),
  })),
);
