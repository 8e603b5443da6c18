import { askMessage } from "#domain/chat/ask-message.ts";
import { chatReply, linkButton } from "#domain/chat/chat-reply.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { aboutMessage } from "#domain/notifications/message-templates.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ChatMessage, SlackClient } from "#server/adapters/slack/slack-client.ts";
import { readAsk } from "#server/chat/read-ask.ts";
import type { ServerContext } from "#server/context.ts";
import type { ChannelMessage, NotificationChannel } from "#server/notifications/notification-channel.ts";

/**
 * Sends messages to people who linked a chat user, to them alone. One that asks for a decision says what it is about
 * and is edited when that is over.
 */
export function slackChannel(ctx: ServerContext, client: SlackClient): NotificationChannel {
  return {
    id: "slack",
    async addressOf(db, recipientId) {
      const [link] = await db.query<{ workspaceId: string; chatUserId: string }>(sql`
        SELECT l.workspace_id AS "workspaceId", l.chat_user_id AS "chatUserId"
        FROM chat_links l JOIN principals p ON p.id = l.principal_id
        WHERE l.principal_id = ${recipientId} AND p.disabled_at IS NULL`);
      return link !== undefined && isAllowed(ctx, link.workspaceId) ? link.chatUserId : null;
    },
    async send(message) {
      if (asksForVote(message)) return ask(ctx, client, message);
      await client.post(message.to, news(message));
    },
  };
}

/** Who was linked while a workspace was on the list hears nothing more when it is not; of an enterprise its list says. */
function isAllowed({ settings }: ServerContext, workspaceId: string): boolean {
  return workspaceId.startsWith("E") || settings.SLACK_TEAM_IDS.includes(workspaceId);
}

/** Reminders may tell of several at once: they lead to the page instead. */
function asksForVote({ template, payload }: ChannelMessage): boolean {
  const about = aboutMessage(template);
  return about.asks === "vote" && about.digest !== true && payload.requestId !== undefined;
}

function news({ text: { subject, lines, link } }: ChannelMessage): ChatMessage {
  return chatReply([subject, ...lines.filter((line) => line !== "")], [linkButton("Open in Latchkey", link)]);
}

/** Written down before it is posted, so that a decision in between is not missed. What was posted is not posted again. */
async function ask(ctx: ServerContext, client: SlackClient, { id, to }: ChannelMessage): Promise<void> {
  const [row] = await ctx.db.query<{ ts: string | null }>(sql`
    INSERT INTO chat_messages (notification_id, request_id, principal_id)
    SELECT n.id, n.payload ->> 'requestId', n.recipient_id FROM notifications n WHERE n.id = ${id}
    ON CONFLICT (notification_id) DO UPDATE SET notification_id = EXCLUDED.notification_id RETURNING ts`);
  if (row?.ts) return;
  const asked = await readAsk(ctx, { notificationId: id, note: null });
  if (asked === null) throw new AppError("not_found", "The request of this message is gone.");
  const { channel, ts } = await client.post(to, askMessage(asked));
  await ctx.db.query(sql`UPDATE chat_messages SET channel = ${channel}, ts = ${ts} WHERE notification_id = ${id}`);
}
