import { listWebhookDeliveriesRoute } from "#domain/contracts/routes/list-webhook-deliveries.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { listWebhookDeliveries } from "#server/webhooks/list-webhook-deliveries.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listWebhookDeliveriesRoute, async ({ ctx, actor, params, query }) => ({
    document: await listWebhookDeliveries(ctx, actor, { ...query, ...params }),
  })),
);
