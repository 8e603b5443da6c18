import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

/** Writes down that a look came to nothing: what was seen before stays as it is. */
export async function recordFailedLook({ db }: ServerContext, resourceId: string, failure: string): Promise<void> {
  await db.query(sql`
    UPDATE inspections SET failed_at = clock_timestamp(), failure = ${failure.slice(0, 500)} WHERE resource_id = ${resourceId}`);
}
