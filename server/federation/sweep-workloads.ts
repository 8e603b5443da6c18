import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

/** Removes what no call can use any more: ids of tokens that are too old to be taken, and tokens of workloads an hour after their end. */
export async function sweepWorkloads({ db }: Pick<ServerContext, "db">): Promise<void> {
  await db.query(sql`SELECT sweep_workloads()`);
}
