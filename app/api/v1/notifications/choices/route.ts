import { chooseNotifications } from "#server/notifications/choose-notifications.ts";
import { chooseNotificationsRoute } from "#domain/contracts/routes/choose-notifications.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { listNotificationChoices } from "#server/notifications/list-notification-choices.ts";
import { listNotificationChoicesRoute } from "#domain/contracts/routes/list-notification-choices.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listNotificationChoicesRoute, async ({ ctx, actor }) => ({
    document: await listNotificationChoices(ctx, actor),
  })),
  defineRoute(chooseNotificationsRoute, async ({ ctx, actor, body }) => ({
    document: await chooseNotifications(ctx, actor, body),
  })),
);
