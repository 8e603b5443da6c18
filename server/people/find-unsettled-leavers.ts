import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { QueueJob } from "#server/adapters/queue/queues.ts";

const batchRows = 50;

/** Finds deactivated people who left something behind that is not settled: the job was lost, or it came to be later. */
export async function findUnsettledLeavers(db: Queryable): Promise<QueueJob[]> {
  return db.query<QueueJob>(sql`
    SELECT 'person.left' AS topic, jsonb_build_object('principalId', p.id) AS payload FROM principals p
    WHERE p.disabled_at IS NOT NULL AND p.kind = 'user' AND (
      EXISTS (SELECT FROM requests q WHERE (q.requester_id = p.id OR q.on_behalf_of_id = p.id)
        AND q.channel <> 'system' AND q.state IN ('pending_approval', 'approved'))
      OR EXISTS (SELECT FROM votes v JOIN requests q ON q.id = v.request_id
        WHERE v.principal_id = p.id AND v.valid AND q.state IN ('pending_approval', 'approved'))
      OR EXISTS (SELECT FROM approvers a WHERE a.principal_id = p.id AND a.open)
      OR EXISTS (SELECT FROM grants g WHERE g.recipient_id = p.id AND g.state IN ('pending', 'claiming'))
      OR EXISTS (SELECT FROM emergencies e WHERE e.principal_id = p.id
        AND (e.state = 'waiting' OR (e.state = 'active' AND e.until > clock_timestamp())))
      OR EXISTS (SELECT FROM requests q JOIN resources r ON r.request_id = q.id
        WHERE (q.requester_id = p.id OR q.on_behalf_of_id = p.id) AND r.owner_left_at IS NULL
          AND r.state IN ('active', 'frozen') AND coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) = p.id)
      OR EXISTS (SELECT FROM resources r WHERE r.owner_id = p.id AND r.owner_left_at IS NULL
        AND r.state IN ('active', 'frozen')))
    ORDER BY p.id LIMIT ${batchRows}`);
}
