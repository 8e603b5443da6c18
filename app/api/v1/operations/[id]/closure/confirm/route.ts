import { confirmClosureRoute } from "#domain/contracts/routes/confirm-closure.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { confirmClosure } from "#server/operations/confirm-closure.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(confirmClosureRoute, async ({ ctx, actor, params, body }) => ({
    document: await confirmClosure(ctx, actor, { ...params, ...body }),
  })),
);
