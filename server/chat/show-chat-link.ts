import type { Actor } from "#domain/access/actor.ts";
import type { ChatLinkView } from "#domain/contracts/chat-link.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

interface LinkRow extends Omit<ChatLinkView, "linkedAt"> {
  readonly linkedAt: Date;
}

/** Shows which chat user the actor is linked to; null: none. */
export async function showChatLink(ctx: ServerContext, actor: Actor): Promise<ChatLinkView | null> {
  const [row] = await ctx.db.query<LinkRow>(sql`
    SELECT workspace_id AS "workspaceId", chat_user_id AS "chatUserId", workspace_name AS "workspaceName",
      chat_name AS "chatName", linked_at AS "linkedAt"
    FROM chat_links WHERE principal_id = ${actor.principalId}`);
  return row === undefined ? null : { ...row, linkedAt: row.linkedAt.toISOString() };
}
