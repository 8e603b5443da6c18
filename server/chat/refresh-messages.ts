import { askMessage } from "#domain/chat/ask-message.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ChatPlace, SlackClient } from "#server/adapters/slack/slack-client.ts";
import { readAsk } from "#server/chat/read-ask.ts";
import type { ServerContext } from "#server/context.ts";

/** So many at a time; what is left is due at the next look. */
const batch = 10;
/** How long chat is left alone after a failure that did not say. */
const quietSeconds = 15;

interface StaleMessage extends ChatPlace {
  readonly notificationId: string;
  readonly note: string | null;
  /** The count that it is edited for. */
  readonly wanted: number;
}

/**
 * Edits the messages that say less than the rows do: what was decided, wherever it was, and why a click came to nothing.
 * One whose question is over loses its buttons and is not touched again.
 *
 * Gives how many it took. Each is taken by one worker for a minute; a failure is tried again, as late as chat asks for.
 */
export async function refreshMessages(ctx: ServerContext, client: SlackClient): Promise<number> {
  const stale = await ctx.db.query<StaleMessage>(sql`
    UPDATE chat_messages SET due_at = clock_timestamp() + interval '1 minute' WHERE notification_id IN (
      SELECT notification_id FROM chat_messages
      WHERE shown <> wanted AND closed_at IS NULL AND ts IS NOT NULL AND due_at <= clock_timestamp()
      ORDER BY due_at LIMIT ${batch} FOR UPDATE SKIP LOCKED)
    RETURNING notification_id AS "notificationId", channel, ts, note, wanted`);
  for (const message of stale) await refresh(ctx, client, message);
  return stale.length;
}

async function refresh(ctx: ServerContext, client: SlackClient, message: StaleMessage): Promise<void> {
  const { notificationId, channel, ts } = message;
  try {
    const asked = await readAsk(ctx, message);
    if (asked !== null) await client.update({ channel, ts }, askMessage(asked));
    await settle(ctx, message, asked?.outcome !== null);
  } catch (error) {
    ctx.log.warn({ err: error, notification: notificationId }, "a chat message could not be edited");
    // What chat refuses for good is not asked for again: the message may be gone.
    if (isAppError(error, "backend_refused")) return settle(ctx, message, true);
    const seconds = isAppError(error) ? Number(error.details.retryAfterSeconds ?? quietSeconds) : quietSeconds;
    await ctx.db.query(sql`
      UPDATE chat_messages SET due_at = clock_timestamp() + make_interval(secs => ${seconds})
      WHERE notification_id = ${notificationId}`);
  }
}

/** What came to be wanted since stays so. */
async function settle({ db }: ServerContext, message: StaleMessage, isOver: boolean): Promise<void> {
  const { notificationId, wanted } = message;
  await db.query(sql`
    UPDATE chat_messages SET shown = ${wanted}, due_at = clock_timestamp(),
      note = CASE WHEN wanted = ${wanted} THEN NULL ELSE note END,
      closed_at = CASE WHEN ${isOver} THEN clock_timestamp() END
    WHERE notification_id = ${notificationId}`);
}
