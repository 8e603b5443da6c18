import { endBreakGlassRoute } from "#domain/contracts/routes/end-break-glass.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { endBreakGlass } from "#server/break-glass/end-break-glass.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(endBreakGlassRoute, async ({ ctx, actor, params }) => ({
    document: await endBreakGlass(ctx, actor, params),
  })),
);
