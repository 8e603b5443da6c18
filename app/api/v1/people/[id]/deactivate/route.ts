import { deactivatePersonRoute } from "#domain/contracts/routes/deactivate-person.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { deactivatePerson } from "#server/people/deactivate-person.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(deactivatePersonRoute, async ({ ctx, actor, params, body }) => ({
    document: await deactivatePerson(ctx, actor, { ...params, ...body }),
  })),
);
