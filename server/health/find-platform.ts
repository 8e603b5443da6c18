import type { PlatformRole } from "#domain/access/actor.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { RoleSources } from "#server/identity/actor-from-principal.ts";

const peopleMax = 200;

/** Gives the ids of everybody who holds one of the roles and can be written to. */
export async function findPlatform(
  db: Queryable,
  { catalog }: RoleSources,
  roles: readonly PlatformRole[],
): Promise<readonly string[]> {
  const groups = roles.flatMap((role) => catalog.platformRoles[role]);
  const people = await db.query<{ id: string }>(sql`
    SELECT id FROM principals WHERE groups && ${groups} AND kind = 'user'
      AND disabled_at IS NULL AND email IS NOT NULL ORDER BY id LIMIT ${peopleMax}`);
  return people.map(({ id }) => id);
}
