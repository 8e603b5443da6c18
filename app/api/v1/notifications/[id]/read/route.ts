import { defineRoute } from "#server/http/define-route.ts";
import { readNotification } from "#server/notifications/read-notification.ts";
import { readNotificationRoute } from "#domain/contracts/routes/read-notification.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(readNotificationRoute, async ({ ctx, actor, params }) => ({
    document: await readNotification(ctx, actor, params),
  })),
);
