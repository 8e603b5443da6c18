import type { Actor } from "#domain/access/actor.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { actorFromPrincipal, type RoleSources } from "#server/identity/actor-from-principal.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";
import { serviceAccountActor } from "#server/identity/service-account-actor.ts";

/**
 * Reads who asked, or for whom, as they stand now: a member who left the team since is no member, nor is a service
 * account that was revoked. A disabled principal has no groups.
 */
export async function readRequester(tx: Queryable, sources: RoleSources, principalId: string): Promise<Actor> {
  const [row] = await tx.query<PrincipalRow & { team: string | null }>(sql`
    SELECT p.id, p.kind, p.issuer, p.subject, p.email, p.name,
      CASE WHEN p.disabled_at IS NULL THEN p.groups ELSE '{}' END AS groups,
      CASE WHEN p.disabled_at IS NULL AND a.revoked_at IS NULL THEN a.team END AS team
    FROM principals p LEFT JOIN service_accounts a ON a.id = p.id WHERE p.id = ${principalId}`);
  if (row === undefined) throw new Error(`There is no principal ${principalId}.`);
  const { team, ...principal } = row;
  const facts = { channel: "system", scopes: [], authTime: null, acr: null, act: null } as const;
  if (team === null) return actorFromPrincipal(sources, principal, facts);
  return serviceAccountActor(sources, { ...principal, team }, facts);
}
