import { revokeServiceAccountRoute } from "#domain/contracts/routes/revoke-service-account.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { revokeServiceAccount } from "#server/service-accounts/revoke-service-account.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(revokeServiceAccountRoute, async ({ ctx, actor, params }) => ({
    document: await revokeServiceAccount(ctx, actor, params),
  })),
);
