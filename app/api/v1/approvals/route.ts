import { listQueueEntriesRoute } from "#domain/contracts/routes/list-queue-entries.ts";
import { listQueueEntries } from "#server/approvals/list-queue-entries.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(listQueueEntriesRoute, async ({ ctx, actor, query }) => ({
    document: await listQueueEntries(ctx, actor, query),
  })),
);
