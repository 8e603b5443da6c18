import type { NamedChatUser } from "#domain/chat/chat-user.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { hashLinkCode } from "#server/chat/link-code.ts";
import type { ServerContext } from "#server/context.ts";

/** Shows whom a link is for, and changes nothing; null for one that was used, replaced, is too old or never was. */
export async function showLinkOffer(ctx: ServerContext, code: string): Promise<NamedChatUser | null> {
  const hash = hashLinkCode(code);
  if (hash === null) return null;
  const [row] = await ctx.db.query<NamedChatUser>(sql`
    SELECT workspace_id AS "workspaceId", chat_user_id AS "chatUserId", workspace_name AS "workspaceName",
      chat_name AS "chatName"
    FROM chat_link_codes WHERE code_hash = ${hash} AND expires_at > now()`);
  return row ?? null;
}
