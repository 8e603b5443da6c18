import { decideRequestRoute } from "#domain/contracts/routes/decide-request.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(decideRequestRoute, async ({ ctx, actor, params, body }) => ({
    document: await decideRequest(ctx, actor, { ...body, id: params.id }),
  })),
);
