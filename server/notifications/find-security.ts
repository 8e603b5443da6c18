import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { RoleSources } from "#server/identity/actor-from-principal.ts";

const peopleMax = 200;

/** Gives the ids of everybody who holds the role `security` and can be written to. */
export async function findSecurity(db: Queryable, { catalog }: RoleSources): Promise<readonly string[]> {
  const people = await db.query<{ id: string }>(sql`
    SELECT id FROM principals WHERE groups && ${catalog.platformRoles.security} AND kind = 'user'
      AND disabled_at IS NULL AND email IS NOT NULL ORDER BY id LIMIT ${peopleMax}`);
  return people.map(({ id }) => id);
}
