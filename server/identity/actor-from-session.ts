import type { Actor } from "#domain/access/actor.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { actorFromPrincipal, type RoleSources } from "#server/identity/actor-from-principal.ts";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";
import { hashSessionToken } from "#server/identity/session-token.ts";

/** The parts of the context that telling who acts needs. */
export type IdentityContext = Pick<ServerContext, "db" | "settings" | "log"> & Pick<RoleSources, "catalog">;

/**
 * Gives the actor of a session token as the ledger has it at this moment, or null.
 *
 * Null for a session that is unknown, expired or revoked, of a disabled principal, or of another issuer than today's.
 */
export async function actorFromSession(ctx: IdentityContext, token: string): Promise<Actor | null> {
  const hash = hashSessionToken(token);
  if (hash === null) return null;
  const [row] = await ctx.db.query<PrincipalRow & { authTime: Date; acr: string | null }>(sql`
    SELECT p.id, p.kind, p.issuer, p.subject, p.email, p.name, p.groups, s.auth_time AS "authTime", s.acr
    FROM sessions s JOIN principals p ON p.id = s.principal_id
    WHERE s.token_hash = ${hash} AND s.revoked_at IS NULL AND s.expires_at > now()
      AND p.disabled_at IS NULL AND p.issuer = ${oidcIssuer(ctx.settings)}`);
  if (row === undefined) return null;
  // The epoch stands for "the issuer did not say": a step-up must not take it for a time.
  const authTime = row.authTime.getTime() === 0 ? null : row.authTime;
  return actorFromPrincipal(ctx, row, { channel: "web", scopes: ["all"], authTime, acr: row.acr, act: null });
}
