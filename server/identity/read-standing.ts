import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { actorFromPrincipal, type RoleSources } from "#server/identity/actor-from-principal.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";

/**
 * Gives a person who acts as the ledger has them inside the caller's transaction, and keeps that so until it ends:
 * whoever disables them or takes a group away waits, and then finds what they did. A service account is given as it is.
 *
 * @throws unauthenticated when they were disabled since the call began
 */
export async function readStanding(tx: Queryable, sources: RoleSources, actor: Actor): Promise<Actor> {
  if (actor.kind !== "user") return actor;
  const [row] = await tx.query<PrincipalRow>(sql`
    SELECT id, kind, issuer, subject, email, name, groups FROM principals
    WHERE id = ${actor.principalId} AND disabled_at IS NULL FOR SHARE`);
  if (row === undefined) throw new AppError("unauthenticated", "This account was disabled. Sign in again.");
  const { channel, scopes, authTime, acr, act } = actor;
  return actorFromPrincipal(sources, row, { channel, scopes, authTime, acr, act });
}
