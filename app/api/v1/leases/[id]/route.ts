import { showLeaseRoute } from "#domain/contracts/routes/show-lease.ts";
import { answerShowLease } from "#server/http/answer-show-lease.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(showLeaseRoute, answerShowLease),
);
