import { drainWarningSeconds } from "#domain/credentials/drain.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";

const batchRows = 50;

interface Ending {
  readonly id: string;
  readonly resourceId: string;
  readonly name: string;
  readonly ownerId: string;
  readonly generation: number;
  readonly until: Date;
  readonly connections: number | null;
}

/**
 * Tells each owner once, an hour before, that a credential which a newer one has overtaken ends though it is still in
 * use, or nobody can tell whether it is; gives how many were told now.
 */
export async function tellDrainsEnding(ctx: ServerContext): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const ending = await tx.query<Ending>(sql`
      SELECT g.id, r.id AS "resourceId", r.name, coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId",
        g.generation, g.drain_until AS until, g.connections
      FROM grants g JOIN resources r ON r.id = g.resource_id AND r.state = 'active' JOIN requests q ON q.id = r.request_id
      WHERE g.ended_at IS NULL AND g.changed_at IS NULL AND g.connections IS DISTINCT FROM 0
        AND g.drain_until BETWEEN clock_timestamp() AND clock_timestamp() + make_interval(secs => ${drainWarningSeconds})
        AND (g.look_at IS NULL OR g.looked_at IS NOT NULL)
        AND NOT EXISTS (SELECT FROM notifications WHERE dedupe_key = 'credential.old_ends_soon:' || g.id)
      LIMIT ${batchRows}`);
    for (const { id, resourceId, name, ownerId, generation, until, connections } of ending) {
      await notify(tx, {
        dedupeKey: `credential.old_ends_soon:${id}`,
        recipientId: ownerId,
        template: "credential.old_ends_soon",
        payload: {
          resourceId,
          name,
          generation: String(generation),
          until: until.toISOString(),
          ...(connections !== null && { connections: String(connections) }),
        },
      });
    }
    return ending.length;
  });
}
