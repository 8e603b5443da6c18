import { createLeaseRoute } from "#domain/contracts/routes/create-lease.ts";
import { listLeasesRoute } from "#domain/contracts/routes/list-leases.ts";
import { answerCreateLease } from "#server/http/answer-create-lease.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { listLeases } from "#server/leases/list-leases.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listLeasesRoute, async ({ ctx, actor, params, query }) => ({
    document: await listLeases(ctx, actor, { ...params, ...query }),
  })),
  defineRoute(createLeaseRoute, answerCreateLease),
);
