import { listPeopleRoute } from "#domain/contracts/routes/list-people.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";
import { listPeople } from "#server/people/list-people.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listPeopleRoute, async ({ ctx, actor, query }) => ({
    document: await listPeople(ctx, actor, query),
  })),
);
