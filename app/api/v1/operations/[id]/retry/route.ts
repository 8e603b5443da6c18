import { retryOperationRoute } from "#domain/contracts/routes/retry-operation.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { retryOperation } from "#server/operations/retry-operation.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(retryOperationRoute, async ({ ctx, actor, params }) => ({
    document: await retryOperation(ctx, actor, params),
  })),
);
