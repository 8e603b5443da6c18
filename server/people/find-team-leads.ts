import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

const peopleMax = 50;

/**
 * Gives the ids of who is told about a team's things: its leads; its members where it has none who could act; the platform
 * team where nobody is left. At most 50.
 */
export async function findTeamLeads(
  on: Queryable,
  { catalog }: Pick<ServerContext, "catalog">,
  team: string,
): Promise<readonly string[]> {
  const known = catalog.teams.get(team);
  const leads = known?.leadGroup ? [known.leadGroup] : [];
  const members = known ? [known.group] : [];
  for (const groups of [leads, members, catalog.platformRoles.platform]) {
    const people = await on.query<{ id: string }>(sql`
      SELECT id FROM principals WHERE groups && ${[...groups]} AND kind = 'user' AND disabled_at IS NULL
      ORDER BY id LIMIT ${peopleMax}`);
    if (people.length > 0) return people.map(({ id }) => id);
  }
  return [];
}
