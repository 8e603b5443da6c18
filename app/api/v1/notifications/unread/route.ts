import { countUnread } from "#server/notifications/count-unread.ts";
import { countUnreadRoute } from "#domain/contracts/routes/count-unread.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(countUnreadRoute, async ({ ctx, actor }) => ({
    document: await countUnread(ctx, actor),
  })),
);
