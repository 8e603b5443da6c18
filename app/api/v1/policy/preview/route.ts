import { previewPolicyRoute } from "#domain/contracts/routes/preview-policy.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { previewRequest } from "#server/requests/preview-request.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(previewPolicyRoute, async ({ ctx, actor, body }) => ({
    document: await previewRequest(ctx, actor, body),
  })),
);
