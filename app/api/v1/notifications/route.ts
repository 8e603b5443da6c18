import { defineRoute } from "#server/http/define-route.ts";
import { listNotifications } from "#server/notifications/list-notifications.ts";
import { listNotificationsRoute } from "#domain/contracts/routes/list-notifications.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listNotificationsRoute, async ({ ctx, actor, query }) => ({
    document: await listNotifications(ctx, actor, query),
  })),
);
