import { rotateResourceRoute } from "#domain/contracts/routes/rotate-resource.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { rotateResource } from "#server/resources/reissue-resource.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(rotateResourceRoute, async ({ ctx, actor, params, body, idempotencyKey }) => {
    const { resource, replayed } = await rotateResource(ctx, actor, { ...params, ...body, idempotencyKey });
    return { document: resource, isReplayed: replayed };
  }),
);
