import { showProtectedResourceRoute } from "#domain/contracts/routes/show-protected-resource.ts";
import { answerProtectedResource } from "#server/http/answer-protected-resource.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(showProtectedResourceRoute, answerProtectedResource),
);
