import { withdrawRequestRoute } from "#domain/contracts/routes/withdraw-request.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { withdrawRequest } from "#server/requests/withdraw-request.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(withdrawRequestRoute, async ({ ctx, actor, params }) => ({
    document: await withdrawRequest(ctx, actor, params),
  })),
);
