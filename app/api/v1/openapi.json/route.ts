import { showOpenapiRoute } from "#domain/contracts/routes/show-openapi.ts";
import { answerOpenapi } from "#server/http/answer-openapi.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(showOpenapiRoute, answerOpenapi),
);
