import { releaseLeaseRoute } from "#domain/contracts/routes/release-lease.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { releaseLease } from "#server/leases/release-lease.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(releaseLeaseRoute, async ({ ctx, actor, params }) => ({
    document: await releaseLease(ctx, actor, params),
  })),
);
