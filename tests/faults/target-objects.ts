import pg from "pg";
import { targetAdminUrl } from "#tests/harness/target.ts";

/** What bears Latchkey's marker on the target cluster. */
export interface TargetObjects {
  readonly databases: readonly string[];
  readonly roles: readonly string[];
}

/** Counts, from the cluster's own catalogue, what belongs to a set of resources, and what has their names unmarked. */
export async function targetObjects(resourceIds: readonly string[]): Promise<TargetObjects> {
  const client = new pg.Client({ connectionString: targetAdminUrl() });
  await client.connect();
  try {
    const marked = `= ANY (SELECT 'latchkey:' || id FROM unnest($1::text[]) AS id)`;
    const databases = await client.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database d WHERE shobj_description(d.oid, 'pg_database') ${marked}
         OR pg_get_userbyid(datdba) IN (SELECT rolname FROM pg_roles r WHERE shobj_description(r.oid, 'pg_authid') ${marked})`,
      [resourceIds],
    );
    const roles = await client.query<{ name: string }>(
      `SELECT rolname AS name FROM pg_roles r WHERE shobj_description(r.oid, 'pg_authid') ${marked}`,
      [resourceIds],
    );
    return { databases: databases.rows.map((row) => row.name), roles: roles.rows.map((row) => row.name) };
  } finally {
    await client.end();
  }
}
