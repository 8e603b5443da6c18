import { removeWebhookRoute } from "#domain/contracts/routes/remove-webhook.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { removeWebhook } from "#server/webhooks/remove-webhook.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(removeWebhookRoute, async ({ ctx, actor, params }) => {
    await removeWebhook(ctx, actor, params.id);
    return { document: null };
  }),
);
