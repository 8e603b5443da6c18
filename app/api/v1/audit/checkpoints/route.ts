import { listCheckpointsRoute } from "#domain/contracts/routes/list-checkpoints.ts";
import { listCheckpoints } from "#server/audit/list-checkpoints.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listCheckpointsRoute, async ({ ctx, actor, query }) => ({
    document: await listCheckpoints(ctx, actor, query),
  })),
);
