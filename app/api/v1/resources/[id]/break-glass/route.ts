import { breakGlassRoute } from "#domain/contracts/routes/break-glass.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { breakGlass } from "#server/break-glass/break-glass.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(breakGlassRoute, async ({ ctx, actor, params, body, idempotencyKey }) => {
    const { emergency, replayed } = await breakGlass(ctx, actor, { ...params, ...body, idempotencyKey });
    return { document: emergency, isReplayed: replayed };
  }),
);
