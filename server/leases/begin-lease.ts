import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** Gives the next generation to the lease that has waited longest. The caller holds the resource's lock. */
export async function beginLease(tx: Queryable, resourceId: string, generation: number): Promise<void> {
  await tx.query(sql`
    UPDATE leases SET generation = ${generation} WHERE id = (
      SELECT id FROM leases WHERE resource_id = ${resourceId} AND state = 'waiting' AND generation IS NULL
      ORDER BY created_at, id LIMIT 1)`);
}
