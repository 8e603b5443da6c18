import { undoOperationRoute } from "#domain/contracts/routes/undo-operation.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { undoOperation } from "#server/operations/undo-operation.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(undoOperationRoute, async ({ ctx, actor, params }) => ({
    document: await undoOperation(ctx, actor, params),
  })),
);
