import { renewLeaseRoute } from "#domain/contracts/routes/renew-lease.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { renewLease } from "#server/leases/renew-lease.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(renewLeaseRoute, async ({ ctx, actor, params, body }) => ({
    document: await renewLease(ctx, actor, { ...params, ...body }),
  })),
);
