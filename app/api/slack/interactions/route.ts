import { readClick } from "#domain/chat/chat-call.ts";
import { runClick } from "#server/chat/run-click.ts";
import { serveSlack } from "#server/http/serve-slack.ts";

/** A click on a button of a message. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveSlack({
  read: readClick,
  answer: async (ctx, { call }) => {
    await runClick(ctx, call);
    return null;
  },
});
