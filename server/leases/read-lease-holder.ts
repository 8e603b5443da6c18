import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { attributesOf, teamsOf, type RoleSources } from "#server/identity/actor-from-principal.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";

/**
 * Gives an actor as a lease for somebody is judged: in the teams that both belong to, with what the identity provider says
 * of the person and nothing that it says of the actor; the actor as it is where the lease is for nobody else.
 *
 * The person is kept as they are until the caller's transaction ends.
 * @throws forbidden when the person was disabled
 */
export async function readLeaseHolder(
  tx: Queryable,
  sources: RoleSources,
  { actor, personId }: { readonly actor: Actor; readonly personId: string | null },
): Promise<Actor> {
  if (personId === null) return actor;
  const [person] = await tx.query<PrincipalRow>(sql`
    SELECT id, kind, issuer, subject, email, name, groups FROM principals
    WHERE id = ${personId} AND kind = 'user' AND disabled_at IS NULL FOR SHARE`);
  if (person === undefined) throw new AppError("forbidden", "The person that it is for is not here any more.");
  const teams = teamsOf(sources, person);
  const memberships = actor.memberships.filter(({ team }) => teams.includes(team));
  return { ...actor, memberships, attributes: attributesOf(sources, person) };
}
