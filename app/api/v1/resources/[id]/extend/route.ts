import { extendResourceRoute } from "#domain/contracts/routes/extend-resource.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { extendResource } from "#server/resources/extend-resource.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(extendResourceRoute, async ({ ctx, actor, params, body, idempotencyKey }) => {
    const { request, replayed } = await extendResource(ctx, actor, { ...params, body, idempotencyKey });
    return { document: request, headers: { location: `/api/v1/requests/${request.id}` }, isReplayed: replayed };
  }),
);
