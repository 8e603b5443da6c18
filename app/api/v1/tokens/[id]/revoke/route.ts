import { revokeTokenRoute } from "#domain/contracts/routes/revoke-token.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { revokeToken } from "#server/service-accounts/revoke-token.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(revokeTokenRoute, async ({ ctx, actor, params }) => ({
    document: await revokeToken(ctx, actor, params),
  })),
);
