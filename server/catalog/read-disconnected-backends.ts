import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** Gives the names of the back ends that the worker last found without an admin secret. */
export async function readDisconnectedBackends(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ name: string }>(sql`SELECT name FROM backend_states WHERE NOT connected ORDER BY name`);
  return rows.map((row) => row.name);
}
