import { showReadinessRoute } from "#domain/contracts/routes/show-readiness.ts";
import { answerReadiness } from "#server/http/answer-readiness.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(showReadinessRoute, answerReadiness),
);
