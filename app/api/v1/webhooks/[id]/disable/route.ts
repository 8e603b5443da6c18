import { disableWebhookRoute } from "#domain/contracts/routes/disable-webhook.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { switchWebhook } from "#server/webhooks/switch-webhook.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(disableWebhookRoute, async ({ ctx, actor, params }) => ({
    document: await switchWebhook(ctx, actor, { ...params, to: "disabled" }),
  })),
);
