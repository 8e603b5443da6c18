import { resendWebhookDeliveryRoute } from "#domain/contracts/routes/resend-webhook-delivery.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { resendWebhookDelivery } from "#server/webhooks/resend-webhook-delivery.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(resendWebhookDeliveryRoute, async ({ ctx, actor, params }) => ({
    document: await resendWebhookDelivery(ctx, actor, params),
  })),
);
