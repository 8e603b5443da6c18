import { handOverOperationRoute } from "#domain/contracts/routes/hand-over-operation.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { handOverOperation } from "#server/operations/hand-over-operation.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(handOverOperationRoute, async ({ ctx, actor, params, body }) => ({
    document: await handOverOperation(ctx, actor, { ...params, ...body }),
  })),
);
