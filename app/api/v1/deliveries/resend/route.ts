import { defineRoute } from "#server/http/define-route.ts";
import { resendDelivery } from "#server/notifications/resend-delivery.ts";
import { resendDeliveryRoute } from "#domain/contracts/routes/resend-delivery.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(resendDeliveryRoute, async ({ ctx, actor, body }) => ({
    document: await resendDelivery(ctx, actor, body),
  })),
);
