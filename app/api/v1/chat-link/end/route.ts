import { endChatLinkRoute } from "#domain/contracts/routes/end-chat-link.ts";
import { endChatLink } from "#server/chat/end-chat-link.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(endChatLinkRoute, async ({ ctx, actor }) => {
    await endChatLink(ctx, actor);
    return { document: null };
  }),
);
