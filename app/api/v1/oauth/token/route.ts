import { exchangeTokenRoute } from "#domain/contracts/routes/exchange-token.ts";
import { answerExchangeToken } from "#server/http/answer-exchange-token.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(exchangeTokenRoute, answerExchangeToken),
);
