import { createTokenRoute } from "#domain/contracts/routes/create-token.ts";
import { listTokensRoute } from "#domain/contracts/routes/list-tokens.ts";
import { answerCreateToken } from "#server/http/answer-create-token.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { listTokens } from "#server/service-accounts/list-tokens.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listTokensRoute, async ({ ctx, actor, query }) => ({
    document: await listTokens(ctx, actor, query),
  })),
  defineRoute(createTokenRoute, answerCreateToken),
);
