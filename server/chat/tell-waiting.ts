import type { Actor } from "#domain/access/actor.ts";
import { chatReply, linkButton, type ChatReply } from "#domain/chat/chat-reply.ts";
import type { ServerContext } from "#server/context.ts";
import { listRequests } from "#server/requests/list-requests.ts";

const shownMax = 10;

/** Tells what waits for somebody's decision. Deciding is for the message that asked, and for the portal. */
export async function tellWaiting(ctx: ServerContext, actor: Actor): Promise<ChatReply> {
  const { items, nextCursor } = await listRequests(ctx, actor, { scope: "to_approve", limit: shownMax });
  if (items.length === 0 && nextCursor === null) return chatReply(["Nothing waits for you."]);
  const lines = items.map(
    ({ name, environment, classification, requester, purpose }) =>
      `${name} in ${environment}, ${classification}, for ${requester.name ?? "somebody"}: ${purpose}`,
  );
  const more = nextCursor === null ? [] : ["There is more in the portal."];
  return chatReply(
    [...lines, ...more],
    [linkButton("Open your approvals", `${ctx.settings.LATCHKEY_PUBLIC_URL}/approvals`)],
  );
}
