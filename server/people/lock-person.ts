import type { Actor } from "#domain/access/actor.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { personNotFound } from "#server/people/show-person.ts";

/** A person under the lock of their row. */
export interface LockedPerson {
  readonly principalId: string;
  readonly name: string;
  readonly email: string | null;
  readonly isDeactivated: boolean;
  readonly isLastAdmin: boolean;
}

/**
 * Locks a person, whoever acts on them, and every administrator who can sign in, in one order for everybody: whether somebody is the last one is
 * decided by what the locks protect.
 *
 * @throws not_found
 */
export async function lockPerson(
  tx: Queryable,
  { catalog }: Pick<ServerContext, "catalog">,
  { id, actor }: { readonly id: string; readonly actor: Pick<Actor, "principalId"> },
): Promise<LockedPerson> {
  const admins = catalog.platformRoles.admin;
  await tx.query(sql`
    SELECT FROM principals WHERE id IN (${id}, ${actor.principalId}) OR (groups && ${[...admins]} AND kind = 'user' AND disabled_at IS NULL)
    ORDER BY id FOR NO KEY UPDATE`);
  const [row] = await tx.query<LockedPerson>(sql`
    SELECT id AS "principalId", name, email, disabled_at IS NOT NULL AS "isDeactivated",
      groups && ${[...admins]} AND NOT EXISTS (SELECT FROM principals o WHERE o.id <> p.id AND o.groups && ${[...admins]}
        AND o.kind = 'user' AND o.disabled_at IS NULL) AS "isLastAdmin"
    FROM principals p WHERE id = ${id} AND kind = 'user'`);
  if (row === undefined) throw personNotFound();
  return row;
}
