import { showRequestRoute } from "#domain/contracts/routes/show-request.ts";
import { answerShow } from "#server/http/answer-show.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(defineRoute(showRequestRoute, answerShow));
