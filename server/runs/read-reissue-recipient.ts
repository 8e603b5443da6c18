import { countsAsMember } from "#domain/resources/counts-as-member.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { actorFromPrincipal, type RoleSources } from "#server/identity/actor-from-principal.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";

/** Who receives the next generation. */
export interface ReissueRecipient {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
}

/** A person, and the first thing that names them: 0 took it over, 1 had the last generation, 2 asks for the next, 3 owns the resource. */
interface Candidate extends PrincipalRow {
  readonly place: number;
}

/**
 * Gives who receives the next generation of a resource: who took it over from a leaver, else who had the last one, else who asks for it, else its owner;
 * whoever it is, a person who belongs to its team as the ledger has it now, or who got it as one of the platform team and
 * still is. Null when there is none.
 */
export async function readReissueRecipient(
  db: Queryable,
  sources: RoleSources,
  resource: { readonly id: string; readonly team: string },
): Promise<ReissueRecipient | null> {
  const people = await db.query<Candidate>(sql`
    WITH candidates AS (
      SELECT owner_id AS id, 0 AS place FROM resources WHERE id = ${resource.id} AND owner_id IS NOT NULL
      UNION ALL (SELECT recipient_id, 1 FROM grants WHERE resource_id = ${resource.id}
        AND emergency_id IS NULL ORDER BY generation DESC LIMIT 1)
      UNION ALL (SELECT reissue_by, 2 FROM resources WHERE id = ${resource.id})
      UNION ALL (SELECT coalesce(q.on_behalf_of_id, q.requester_id), 3
        FROM resources r JOIN requests q ON q.id = r.request_id WHERE r.id = ${resource.id}))
    SELECT p.id, p.kind, p.issuer, p.subject, p.email, p.name, p.groups, c.place
    FROM candidates c JOIN principals p ON p.id = c.id
    WHERE p.kind = 'user' AND p.disabled_at IS NULL ORDER BY c.place`);
  const facts = { channel: "system", scopes: [], authTime: null, acr: null, act: null } as const;
  const mayHave = ({ place, ...person }: Candidate) => {
    const actor = actorFromPrincipal(sources, person, facts);
    // Asking for a new credential of what exists is for members alone.
    if (place === 2) return actor.memberships.some(({ team }) => team === resource.team);
    return countsAsMember(actor, resource.team);
  };
  return people.find(mayHave) ?? null;
}
