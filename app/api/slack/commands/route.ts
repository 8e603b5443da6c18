import { readCommand } from "#domain/chat/chat-call.ts";
import { callKey } from "#server/chat/call-key.ts";
import { runCommand } from "#server/chat/run-command.ts";
import { serveSlack } from "#server/http/serve-slack.ts";

/** `/latchkey …`, typed in chat. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = serveSlack({
  read: readCommand,
  answer: (ctx, { call, signature }) => runCommand(ctx, { call, idempotencyKey: callKey(signature) }),
});
