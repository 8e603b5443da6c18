import { reactivatePersonRoute } from "#domain/contracts/routes/reactivate-person.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { reactivatePerson } from "#server/people/reactivate-person.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(reactivatePersonRoute, async ({ ctx, actor, params }) => ({
    document: await reactivatePerson(ctx, actor, params),
  })),
);
