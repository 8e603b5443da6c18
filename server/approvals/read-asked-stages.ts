import type { Actor } from "#domain/access/actor.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/**
 * Tells on which stages of each request's current revision somebody may decide, as resolved when it was filed or
 * escalated. A revision that does not say who may, filed before that was written down, is not in the map.
 */
export async function readAskedStages(
  on: Queryable,
  { principalId }: Pick<Actor, "principalId">,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const rows = await on.query<{ requestId: string; stages: number[] }>(sql`
    SELECT q.id AS "requestId", ARRAY(SELECT a.stage FROM approvers a
      WHERE a.request_id = q.id AND a.revision = q.revision AND a.principal_id = ${principalId}) AS stages
    FROM requests q WHERE q.id = ANY(${requestIds})
      AND EXISTS (SELECT FROM approvers a WHERE a.request_id = q.id AND a.revision = q.revision)`);
  return new Map(rows.map(({ requestId, stages }) => [requestId, stages]));
}
