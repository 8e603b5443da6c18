import { testWebhookRoute } from "#domain/contracts/routes/test-webhook.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { testWebhook } from "#server/webhooks/test-webhook.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(testWebhookRoute, async ({ ctx, actor, params }) => ({
    document: await testWebhook(ctx, actor, params.id),
  })),
);
