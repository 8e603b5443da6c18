import { createWebhookRoute } from "#domain/contracts/routes/create-webhook.ts";
import { listWebhooksRoute } from "#domain/contracts/routes/list-webhooks.ts";
import { answerCreateWebhook } from "#server/http/answer-create-webhook.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { listWebhooks } from "#server/webhooks/list-webhooks.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listWebhooksRoute, async ({ ctx, actor, query }) => ({
    document: await listWebhooks(ctx, actor, query),
  })),
  defineRoute(createWebhookRoute, answerCreateWebhook),
);
