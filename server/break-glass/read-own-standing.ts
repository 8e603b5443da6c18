import type { Actor } from "#domain/access/actor.ts";
import type { OwnStanding } from "#domain/break-glass/can-break-glass.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/**
 * Reads what is between somebody and emergency access to a resource: devices, a use that is open, and overdue reviews, of
 * their other accounts with the same address too.
 */
export async function readOwnStanding(
  on: Queryable,
  { principalId }: Pick<Actor, "principalId">,
  resourceId: string,
): Promise<OwnStanding> {
  const [row] = await on.query<OwnStanding>(sql`
    SELECT (SELECT count(*)::int FROM devices WHERE principal_id = ${principalId} AND removed_at IS NULL) AS devices,
      (SELECT e.incident FROM emergencies e JOIN principals p ON p.id = e.principal_id
        WHERE (p.id = ${principalId} OR p.email = (SELECT email FROM principals WHERE id = ${principalId}))
          AND e.activated_at IS NOT NULL AND e.reviewed_at IS NULL AND e.review_due_at < clock_timestamp()
        ORDER BY e.review_due_at LIMIT 1) AS "overdueIncident",
      EXISTS (SELECT FROM emergencies WHERE principal_id = ${principalId} AND resource_id = ${resourceId}
        AND (state = 'active' OR (state = 'waiting' AND confirm_by > clock_timestamp()))) AS "isOpen"`);
  if (row === undefined) throw new Error("The ledger gave no answer.");
  return row;
}
