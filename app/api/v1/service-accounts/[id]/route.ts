import { showServiceAccountRoute } from "#domain/contracts/routes/show-service-account.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { showServiceAccount } from "#server/service-accounts/show-service-account.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(showServiceAccountRoute, async ({ ctx, actor, params }) => ({
    document: await showServiceAccount(ctx, actor, params.id),
  })),
);
