import { proposeClosureRoute } from "#domain/contracts/routes/propose-closure.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { proposeClosure } from "#server/operations/propose-closure.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(proposeClosureRoute, async ({ ctx, actor, params, body }) => ({
    document: await proposeClosure(ctx, actor, { ...params, ...body }),
  })),
);
