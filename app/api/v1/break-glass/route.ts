import { listEmergenciesRoute } from "#domain/contracts/routes/list-emergencies.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { listEmergencies } from "#server/break-glass/list-emergencies.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listEmergenciesRoute, async ({ ctx, actor, query }) => ({
    document: await listEmergencies(ctx, actor, query),
  })),
);
