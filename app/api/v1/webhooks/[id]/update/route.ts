import { updateWebhookRoute } from "#domain/contracts/routes/update-webhook.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { updateWebhook } from "#server/webhooks/update-webhook.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(updateWebhookRoute, async ({ ctx, actor, params, body }) => ({
    document: await updateWebhook(ctx, actor, { ...params, body }),
  })),
);
