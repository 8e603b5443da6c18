import type { Actor } from "#domain/access/actor.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** Where somebody is one of those who may decide. */
export interface AskedStages {
  readonly stages: readonly number[];
  /** Those of the stages where a deadline added them. */
  readonly escalated: readonly number[];
}

/**
 * Tells on which stages of each request's current revision somebody may decide, as resolved when it was filed or
 * escalated and unless they were deactivated since. A revision that does not say who may, filed before that was written down, is not in the map.
 */
export async function readAskedStages(
  on: Queryable,
  { principalId }: Pick<Actor, "principalId">,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, AskedStages>> {
  const rows = await on.query<AskedStages & { requestId: string }>(sql`
    SELECT q.id AS "requestId", coalesce(a.stages, '{}') AS stages, coalesce(a.escalated, '{}') AS escalated
    FROM requests q, LATERAL (SELECT array_agg(stage) AS stages, array_agg(stage) FILTER (WHERE via = 'escalation') AS escalated
      FROM approvers WHERE request_id = q.id AND revision = q.revision AND principal_id = ${principalId}
        AND via <> 'left') a
    WHERE q.id = ANY(${requestIds})
      AND EXISTS (SELECT FROM approvers a WHERE a.request_id = q.id AND a.revision = q.revision)`);
  return new Map(rows.map(({ requestId, stages, escalated }) => [requestId, { stages, escalated }]));
}
