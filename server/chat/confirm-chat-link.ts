import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { NamedChatUser } from "#domain/chat/chat-user.ts";
import type { ChatLinkView } from "#domain/contracts/chat-link.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { assertInPortal } from "#server/chat/assert-in-portal.ts";
import { hashLinkCode } from "#server/chat/link-code.ts";
import { showChatLink } from "#server/chat/show-chat-link.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";

/**
 * Links the chat user who asked for the code to the person who is signed in, once, and tells that person by mail.
 *
 * A chat user is one person's and a person has one chat user: their own earlier link ends, another person's stays.
 * @throws forbidden, gone (used, replaced or too old), limit_reached (somebody else's)
 */
export async function confirmChatLink(ctx: ServerContext, actor: Actor, code: string): Promise<ChatLinkView> {
  assertInPortal(actor);
  const hash = hashLinkCode(code);
  if (hash === null) throw gone();
  await ctx.db.transaction(async (tx) => {
    await tx.query(sql`SELECT 1 FROM principals WHERE id = ${actor.principalId} FOR NO KEY UPDATE`);
    const [user] = await tx.query<NamedChatUser>(sql`
      DELETE FROM chat_link_codes WHERE code_hash = ${hash} AND expires_at > now()
      RETURNING workspace_id AS "workspaceId", chat_user_id AS "chatUserId", workspace_name AS "workspaceName",
        chat_name AS "chatName"`);
    if (user === undefined) throw gone();
    await tx.query(sql`DELETE FROM chat_links WHERE principal_id = ${actor.principalId}`);
    await insertLink(tx, actor, user);
    const { workspaceId, chatUserId } = user;
    await appendAudit(tx, {
      stream: `principal:${actor.principalId}`,
      requestId: null,
      actor: auditActor(actor),
      action: "chat.linked",
      object: `principal:${actor.principalId}`,
      message: `${actor.name ?? "Somebody"} linked the chat user ${chatUserId} of ${workspaceId}.`,
      details: { workspaceId, chatUserId },
    });
    await notify(tx, {
      dedupeKey: `chat.linked:${hash.toString("hex")}`,
      recipientId: actor.principalId,
      template: "chat.linked",
      payload: { chatUser: user.chatName || chatUserId, workspace: user.workspaceName || workspaceId },
    });
  });
  const link = await showChatLink(ctx, actor);
  if (link === null) throw gone();
  return link;
}

async function insertLink(tx: Queryable, actor: Actor, user: NamedChatUser): Promise<void> {
  const { workspaceId, chatUserId, workspaceName, chatName } = user;
  const linked = await tx.query(sql`
    INSERT INTO chat_links (workspace_id, chat_user_id, principal_id, workspace_name, chat_name)
    VALUES (${workspaceId}, ${chatUserId}, ${actor.principalId}, ${workspaceName}, ${chatName})
    ON CONFLICT (workspace_id, chat_user_id) DO NOTHING RETURNING 1`);
  if (linked.length === 1) return;
  throw new AppError("limit_reached", "This chat user is linked to somebody else, who has to unlink it first.");
}

function gone(): AppError {
  return new AppError("gone", "This link was used, replaced by a newer one, or is too old. Ask for another in chat.");
}
