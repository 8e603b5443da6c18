import { confirmChatLinkRoute } from "#domain/contracts/routes/confirm-chat-link.ts";
import { confirmChatLink } from "#server/chat/confirm-chat-link.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveRoutes(
  defineRoute(confirmChatLinkRoute, async ({ ctx, actor, body }) => ({
    document: await confirmChatLink(ctx, actor, body.code),
  })),
);
