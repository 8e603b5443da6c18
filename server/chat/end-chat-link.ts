import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { ChatUser } from "#domain/chat/chat-user.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";

/** Ends the actor's link; from the next call on that chat user is nobody here. Gives false when there was none. */
export async function endChatLink(ctx: ServerContext, actor: Actor): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    await tx.query(sql`SELECT 1 FROM principals WHERE id = ${actor.principalId} FOR NO KEY UPDATE`);
    const [user] = await tx.query<ChatUser>(sql`
      DELETE FROM chat_links WHERE principal_id = ${actor.principalId}
      RETURNING workspace_id AS "workspaceId", chat_user_id AS "chatUserId"`);
    if (user === undefined) return false;
    const { workspaceId, chatUserId } = user;
    await appendAudit(tx, {
      stream: `principal:${actor.principalId}`,
      requestId: null,
      actor: auditActor(actor),
      action: "chat.unlinked",
      object: `principal:${actor.principalId}`,
      message: `${actor.name ?? "Somebody"} unlinked the chat user ${chatUserId} of ${workspaceId}.`,
      details: { workspaceId, chatUserId },
    });
    return true;
  });
}
