import { showHealthRoute } from "#domain/contracts/routes/show-health.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(showHealthRoute, async () => ({ document: { status: "ok" as const } })),
);
