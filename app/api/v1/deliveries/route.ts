import { defineRoute } from "#server/http/define-route.ts";
import { listDeliveries } from "#server/notifications/list-deliveries.ts";
import { listDeliveriesRoute } from "#domain/contracts/routes/list-deliveries.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listDeliveriesRoute, async ({ ctx, actor, query }) => ({
    document: await listDeliveries(ctx, actor, query),
  })),
);
