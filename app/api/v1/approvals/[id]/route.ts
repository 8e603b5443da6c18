import { showQueueItemRoute } from "#domain/contracts/routes/show-queue-item.ts";
import { showQueueItem } from "#server/approvals/show-queue-item.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(showQueueItemRoute, async ({ ctx, actor, params }) => ({
    document: await showQueueItem(ctx, actor, params.id),
  })),
);
