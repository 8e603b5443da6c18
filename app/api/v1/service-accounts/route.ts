import { createServiceAccountRoute } from "#domain/contracts/routes/create-service-account.ts";
import { listServiceAccountsRoute } from "#domain/contracts/routes/list-service-accounts.ts";
import { answerCreateServiceAccount } from "#server/http/answer-create-service-account.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { listServiceAccounts } from "#server/service-accounts/list-service-accounts.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listServiceAccountsRoute, async ({ ctx, actor, query }) => ({
    document: await listServiceAccounts(ctx, actor, query),
  })),
  defineRoute(createServiceAccountRoute, answerCreateServiceAccount),
);
