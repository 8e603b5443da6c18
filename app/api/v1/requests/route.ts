import { listRequestsRoute } from "#domain/contracts/routes/list-requests.ts";
import { submitRequestRoute } from "#domain/contracts/routes/submit-request.ts";
import { answerSubmit } from "#server/http/answer-submit.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { listRequests } from "#server/requests/list-requests.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listRequestsRoute, async ({ ctx, actor, query }) => ({
    document: await listRequests(ctx, actor, query),
  })),
  defineRoute(submitRequestRoute, answerSubmit),
);
