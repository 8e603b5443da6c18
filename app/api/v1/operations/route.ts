import { listOperationsRoute } from "#domain/contracts/routes/list-operations.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { listOperations } from "#server/operations/list-operations.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listOperationsRoute, async ({ ctx, actor, query }) => ({
    document: await listOperations(ctx, actor, query),
  })),
);
