import { systemActor } from "#domain/audit/audit-event.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";
import type { HeldLeases } from "#domain/resources/next-credential-move.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { wakeWaiters } from "#server/leases/wake-waiters.ts";

/** Nobody waits for a login longer than this; what a dead worker left waiting is not made hours later, unasked. */
const waitingMinutesMax = 10;

interface Closed {
  readonly id: string;
  readonly state: string;
  readonly reason: string;
}

/**
 * Closes what is over of a resource's leases by the database's clock, and gives what is left to do. A lease is over when
 * its time has passed, when whoever asked for it cannot sign in any more, and when its resource is not in use; its
 * ciphertext is dropped with it. The caller holds the resource's lock.
 */
export async function settleLeases(
  tx: Queryable,
  { id, state }: { readonly id: string; readonly state: ResourceState },
): Promise<HeldLeases> {
  const closed = await tx.query<Closed>(sql`
    WITH due AS (
      SELECT l.id, l.generation, CASE
          WHEN ${state}::text <> 'active' THEN 'The resource is not in use any more.'
          WHEN p.disabled_at IS NOT NULL OR a.revoked_at IS NOT NULL THEN 'Whoever asked for it cannot sign in any more.'
          WHEN l.expires_at <= clock_timestamp() THEN 'Its time has passed.'
          WHEN l.generation IS NULL AND l.created_at < clock_timestamp() - make_interval(mins => ${waitingMinutesMax})
            THEN 'Its login could not be made in time.'
        END AS why, l.expires_at <= clock_timestamp() AS "isExpired"
      FROM leases l JOIN principals p ON p.id = l.principal_id LEFT JOIN service_accounts a ON a.id = p.id
      WHERE l.resource_id = ${id} AND l.state IN ('waiting', 'active'))
    UPDATE leases l SET enc = NULL, ciphertext = NULL, reason = due.why,
      state = CASE WHEN due.generation IS NULL THEN 'failed' WHEN "isExpired" THEN 'expired' ELSE 'released' END,
      ended_at = CASE WHEN due.generation IS NULL THEN clock_timestamp() END
    FROM due WHERE l.id = due.id AND due.why IS NOT NULL RETURNING l.id, l.state, l.reason`);
  if (closed.length > 0) await tell(tx, id, closed);
  const [held] = await tx.query<HeldLeases>(sql`
    SELECT coalesce(array_agg(generation ORDER BY generation) FILTER (WHERE generation IS NOT NULL AND ended_at IS NULL), '{}') AS live,
      coalesce(array_agg(generation ORDER BY expires_at, generation) FILTER (WHERE generation IS NOT NULL AND ended_at IS NULL
        AND state NOT IN ('waiting', 'active')), '{}') AS over,
      coalesce(bool_or(state = 'waiting' AND generation IS NULL), false) AS waiting
    FROM leases WHERE resource_id = ${id} AND (state = 'waiting' OR (generation IS NOT NULL AND ended_at IS NULL))`);
  return held ?? { live: [], over: [], waiting: false };
}

/** One event for all of them: a minute may end thousands. */
async function tell(tx: Queryable, resourceId: string, closed: readonly Closed[]): Promise<void> {
  await appendAudit(tx, {
    stream: `resource:${resourceId}`,
    requestId: null,
    actor: systemActor,
    action: "lease.closed",
    object: `resource:${resourceId}`,
    message: closed.length === 1 ? `A lease is over. ${closed[0]?.reason}` : `${closed.length} leases are over.`,
    details: { leases: closed.map(({ id, state, reason }) => ({ id, state, reason })) },
  });
  await wakeWaiters(tx, closed);
}
