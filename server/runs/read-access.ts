import type { Access } from "#domain/provisioning/resource-type.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";

/** Gives what a generation of a run's resource is good for: as its grant says, else as the run that makes it does. */
export async function readAccess(db: Queryable, run: LockedRun, generation: number): Promise<Access> {
  if (generation === run.generation) return run.access;
  const [grant] = await db.query<{ access: Access }>(sql`
    SELECT access FROM grants WHERE resource_id = ${run.resourceId} AND generation = ${generation}`);
  return grant?.access ?? "owner";
}
