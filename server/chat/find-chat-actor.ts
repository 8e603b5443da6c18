import type { Actor } from "#domain/access/actor.ts";
import type { ChatUser } from "#domain/chat/chat-user.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { actorFromPrincipal } from "#server/identity/actor-from-principal.ts";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";

/** How long the identity provider's word about somebody counts in chat, where nobody signs in. */
const chatSignInDaysMax = 7;

/** Who speaks in chat: an actor, or why there is none. */
export type ChatSpeaker =
  | { readonly kind: "linked"; readonly actor: Actor }
  /** Linked, but not signed in for too long: what the identity provider says of them may have changed. */
  | { readonly kind: "sign_in" }
  | { readonly kind: "unlinked" };

const scopes = ["templates:read", "requests:read", "requests:write", "requests:approve"];

/**
 * Gives the person that a chat user is linked to, as the ledger has them at this moment.
 *
 * Disabled, of another issuer than today's or never linked, they are nobody. The actor has never signed in for this
 * call: whatever asks for a fresh sign-in is not to be had in chat.
 */
export async function findChatActor(ctx: ServerContext, { workspaceId, chatUserId }: ChatUser): Promise<ChatSpeaker> {
  const [row] = await ctx.db.query<PrincipalRow & { isFresh: boolean }>(sql`
    SELECT p.id, p.kind, p.issuer, p.subject, p.email, p.name, p.groups,
      p.claims_at > now() - make_interval(days => ${chatSignInDaysMax}) AS "isFresh"
    FROM chat_links l JOIN principals p ON p.id = l.principal_id
    WHERE l.workspace_id = ${workspaceId} AND l.chat_user_id = ${chatUserId}
      AND p.kind = 'user' AND p.disabled_at IS NULL AND p.issuer = ${oidcIssuer(ctx.settings)}`);
  if (row === undefined) return { kind: "unlinked" };
  if (!row.isFresh) return { kind: "sign_in" };
  const actor = actorFromPrincipal(ctx, row, { channel: "chat", scopes, authTime: null, acr: null, act: null });
  return { kind: "linked", actor };
}
