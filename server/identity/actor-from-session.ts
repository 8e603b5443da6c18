import type { Actor } from "#domain/access/actor.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { sessionIdleMinutes } from "#domain/access/session-idle-minutes.ts";
import { actorFromPrincipal, type RoleSources } from "#server/identity/actor-from-principal.ts";
import { noteSessionUse } from "#server/identity/note-session-use.ts";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";
import { revokeSession } from "#server/identity/revoke-session.ts";
import { hashSessionToken } from "#server/identity/session-token.ts";

/** The parts of the context that telling who acts needs. */
export type IdentityContext = Pick<ServerContext, "db" | "settings" | "log"> & {
  readonly catalog: RoleSources["catalog"] & Pick<Catalog, "packs" | "attachments" | "issuers">;
};

/** What the session is read for. */
interface SessionRead {
  /** True for what a page does by itself, such as following events: it does not keep an unused session alive. */
  readonly byItself?: boolean;
}

/**
 * Gives the actor of a session token as the ledger has it at this moment, or null.
 *
 * Null for a session that is unknown, expired or revoked, of a disabled principal, or of another issuer than today's; and
 * for one that was not used for longer than a pack allows where its person may act, which ends it.
 */
export async function actorFromSession(
  ctx: IdentityContext,
  token: string,
  { byItself = false }: SessionRead = {},
): Promise<Actor | null> {
  const hash = hashSessionToken(token);
  if (hash === null) return null;
  const [row] = await ctx.db.query<PrincipalRow & SessionRow>(sql`
    SELECT p.id, p.kind, p.issuer, p.subject, p.email, p.name, p.groups, s.auth_time AS "authTime", s.acr,
      extract(epoch FROM now() - s.last_used_at)::float8 AS "idleSeconds"
    FROM sessions s JOIN principals p ON p.id = s.principal_id
    WHERE s.token_hash = ${hash} AND s.revoked_at IS NULL AND s.expires_at > now()
      AND p.disabled_at IS NULL AND p.issuer = ${oidcIssuer(ctx.settings)}`);
  if (row === undefined) return null;
  // The epoch stands for "the issuer did not say": a step-up must not take it for a time.
  const authTime = row.authTime.getTime() === 0 ? null : row.authTime;
  const facts = { channel: "web", scopes: ["all"], authTime, acr: row.acr, act: null } as const;
  const actor = actorFromPrincipal(ctx, row, facts);
  const idleMinutes = sessionIdleMinutes(ctx.catalog, actor);
  if (idleMinutes !== null && row.idleSeconds > idleMinutes * 60) {
    await revokeSession(ctx, token, { idleMinutes });
    return null;
  }
  if (!byItself) await noteSessionUse(ctx, { hash, idleSeconds: row.idleSeconds });
  return actor;
}

interface SessionRow {
  readonly authTime: Date;
  readonly acr: string | null;
  readonly idleSeconds: number;
}
