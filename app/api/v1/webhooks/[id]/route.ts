import { showWebhookRoute } from "#domain/contracts/routes/show-webhook.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { showWebhook } from "#server/webhooks/show-webhook.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(showWebhookRoute, async ({ ctx, actor, params }) => ({
    document: await showWebhook(ctx, actor, params.id),
  })),
);
