import type { NamedChatUser } from "#domain/chat/chat-user.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { hashLinkCode, newLinkCode } from "#server/chat/link-code.ts";
import type { ServerContext } from "#server/context.ts";

/** How long a link waits to be confirmed. */
export const linkMinutes = 10;

/**
 * Makes the one link by which a chat user can say in the portal who they are; the link before it is void.
 *
 * It shows nothing and changes nothing until somebody who is signed in confirms it.
 */
export async function startChatLink(ctx: ServerContext, user: NamedChatUser): Promise<string> {
  const { workspaceId, chatUserId, workspaceName, chatName } = user;
  const code = newLinkCode();
  await ctx.db.query(sql`
    DELETE FROM chat_link_codes WHERE expires_at < now()
      AND pg_try_advisory_xact_lock(hashtextextended('chat-links', 0))`);
  await ctx.db.transaction(async (tx) => {
    await tx.query(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`chat-link:${workspaceId}:${chatUserId}`}, 0))`);
    await tx.query(sql`
      DELETE FROM chat_link_codes WHERE workspace_id = ${workspaceId} AND chat_user_id = ${chatUserId}`);
    await tx.query(sql`
      INSERT INTO chat_link_codes (code_hash, workspace_id, chat_user_id, workspace_name, chat_name, expires_at)
      VALUES (${hashLinkCode(code)}, ${workspaceId}, ${chatUserId}, ${workspaceName}, ${chatName},
        now() + make_interval(mins => ${linkMinutes}))`);
  });
  return `${ctx.settings.LATCHKEY_PUBLIC_URL}/chat-link?code=${code}`;
}
