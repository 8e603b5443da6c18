import { confirmBreakGlassRoute } from "#domain/contracts/routes/confirm-break-glass.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { confirmBreakGlass } from "#server/break-glass/confirm-break-glass.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(confirmBreakGlassRoute, async ({ ctx, actor, params }) => ({
    document: await confirmBreakGlass(ctx, actor, params),
  })),
);
