import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** Gives the digests of the differences of a resource that were accepted as they are. */
export async function readAdopted(db: Queryable, resourceId: string): Promise<readonly string[]> {
  const rows = await db.query<{ digest: string }>(sql`
    SELECT digest FROM adopted_drifts WHERE resource_id = ${resourceId}`);
  return rows.map(({ digest }) => digest);
}
