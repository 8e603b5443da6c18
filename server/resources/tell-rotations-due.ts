import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";

const batchRows = 50;

interface Due {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly grantId: string;
  readonly dedupeKey: string;
}

/**
 * Tells each owner once that the newest credential of an active resource is as old as the handling of its data allows,
 * by the decision that was recorded; gives how many were told now.
 */
export async function tellRotationsDue(ctx: ServerContext): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const due = await tx.query<Due>(sql`
      WITH newest AS (
        SELECT DISTINCT ON (g.resource_id) g.resource_id, g.id, g.created_at FROM grants g
        JOIN resources r ON r.id = g.resource_id
        WHERE r.state = 'active' AND r.reissue IS NULL AND g.ended_at IS NULL AND g.emergency_id IS NULL ORDER BY g.resource_id, g.generation DESC)
      SELECT r.id, r.name, coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId", n.id AS "grantId",
        'rotation.due:' || n.id AS "dedupeKey"
      FROM newest n JOIN resources r ON r.id = n.resource_id JOIN requests q ON q.id = r.request_id
      WHERE NOT EXISTS (SELECT FROM notifications WHERE dedupe_key = 'rotation.due:' || n.id)
        AND jsonb_typeof(q.decision #> '{effective,handling,rotationDays}') = 'number'
        AND n.created_at < clock_timestamp() - make_interval(days => (q.decision #>> '{effective,handling,rotationDays}')::int)
      LIMIT ${batchRows}`);
    for (const { id, name, ownerId, dedupeKey } of due) {
      await notify(tx, {
        dedupeKey,
        recipientId: ownerId,
        template: "rotation.due",
        payload: { resourceId: id, name },
      });
    }
    return due.length;
  });
}
