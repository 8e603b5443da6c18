import { reviewBreakGlassRoute } from "#domain/contracts/routes/review-break-glass.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { reviewBreakGlass } from "#server/break-glass/review-break-glass.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(reviewBreakGlassRoute, async ({ ctx, actor, params, body }) => ({
    document: await reviewBreakGlass(ctx, actor, { ...params, ...body }),
  })),
);
