import { idleDays } from "#domain/reconcile/idle-days.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";
import { findTeamLeads } from "#server/people/find-team-leads.ts";

const batchRows = 50;

interface Idle {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly ownerId: string;
  readonly since: Date;
  readonly times: number;
}

/**
 * Tells owners and leads of resources that nobody was seen connected to for 30 days, and again after each 30 more; gives
 * how many resources were told of now. Nothing is done to them.
 */
export async function tellIdle(ctx: ServerContext): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const idle = await tx.query<Idle>(sql`
      SELECT id, name, team, "ownerId", since, times FROM (
        SELECT r.id, r.name, r.team, coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId",
          i.unused_since AS since,
          floor(extract(epoch FROM clock_timestamp() - i.unused_since) / ${idleDays * 86_400})::int AS times
        FROM inspections i JOIN resources r ON r.id = i.resource_id JOIN requests q ON q.id = r.request_id
        WHERE r.state = 'active' AND i.unused_since <= clock_timestamp() - make_interval(days => ${idleDays})) idle
      WHERE NOT EXISTS (SELECT FROM notifications
        WHERE dedupe_key = 'resource.idle:' || idle.id || ':' || to_char(idle.since AT TIME ZONE 'UTC', 'YYYY-MM-DD') || ':'
          || idle.times || ':' || idle."ownerId")
      ORDER BY since LIMIT ${batchRows}`);
    for (const { id, name, team, ownerId, since, times } of idle) {
      const day = since.toISOString().slice(0, 10);
      for (const recipientId of new Set([ownerId, ...(await findTeamLeads(tx, ctx, team))])) {
        await notify(tx, {
          dedupeKey: `resource.idle:${id}:${day}:${times}:${recipientId}`,
          recipientId,
          template: "resource.idle",
          payload: { resourceId: id, name, since: day },
        });
      }
    }
    return idle.length;
  });
}
