import { defineRoute } from "#server/http/define-route.ts";
import { readAllNotifications } from "#server/notifications/read-all-notifications.ts";
import { readAllNotificationsRoute } from "#domain/contracts/routes/read-all-notifications.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(readAllNotificationsRoute, async ({ ctx, actor }) => ({
    document: await readAllNotifications(ctx, actor),
  })),
);
