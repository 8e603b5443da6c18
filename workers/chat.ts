import { openSlackClient } from "#server/adapters/slack/open-slack-client.ts";
import { atOneSet } from "#server/catalog/at-one-set.ts";
import { refreshMessages } from "#server/chat/refresh-messages.ts";
import type { ServerContext } from "#server/context.ts";
import type { Loop } from "#workers/on-shutdown.ts";

const intervalMs = 1000;

/** Looks every second which messages in chat say less than the rows do. A chat that is slow holds up nothing else. */
export function startChat(ctx: ServerContext, signal: AbortSignal): Loop {
  const client = openSlackClient(ctx.settings);
  let turn: Promise<unknown> = Promise.resolve();
  if (client === null) return { idle: () => turn };
  const loop = async () => {
    if (signal.aborted) return;
    turn = refreshMessages(atOneSet(ctx), client).catch((error: unknown) =>
      ctx.log.warn({ err: error }, "messages in chat were not looked after"),
    );
    await turn;
    if (!signal.aborted) setTimeout(() => void loop(), intervalMs);
  };
  void loop();
  return { idle: () => turn };
}
