import { endDrainRoute } from "#domain/contracts/routes/end-drain.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { endDrain } from "#server/resources/end-drain.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(endDrainRoute, async ({ ctx, actor, params }) => ({
    document: await endDrain(ctx, actor, params),
  })),
);
