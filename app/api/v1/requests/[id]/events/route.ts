import { watchRequestRoute } from "#domain/contracts/routes/watch-request.ts";
import { answerWatch } from "#server/http/answer-watch.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(watchRequestRoute, answerWatch),
);
