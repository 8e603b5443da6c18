import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";

const batchRows = 100;
/** So long before its end at most, and not before three quarters of its time have gone. */
const noticeHours = 24;

interface Expiring {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly stage: number | null;
  readonly recipientId: string;
  readonly expiresAt: Date;
}

/**
 * Tells whom a request is for that it ends soon if nobody decides, once per stage: a day before, or when a quarter of its
 * time is left where that is less. A stage that asks more people at its deadline does not end there.
 */
export async function tellExpiring(ctx: ServerContext): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const expiring = await tx.query<Expiring>(sql`
      SELECT q.id, q.name, q.revision, q.stage, coalesce(q.on_behalf_of_id, q.requester_id) AS "recipientId",
        q.expires_at AS "expiresAt"
      FROM requests q
      WHERE q.state = 'pending_approval' AND q.stage IS NOT NULL AND q.expires_at > clock_timestamp()
        AND q.expires_at < clock_timestamp() + least(make_interval(hours => ${noticeHours}),
          (q.expires_at - coalesce(q.stage_asked_at, q.created_at)) / 4)
        AND (q.stage_escalated OR q.approval_plan -> q.stage ->> 'onTimeout' IS DISTINCT FROM 'escalate')
        AND NOT EXISTS (SELECT FROM notifications n
          WHERE n.dedupe_key = 'request.expires_soon:' || q.id || ':' || q.revision || ':' || q.stage)
      ORDER BY q.expires_at LIMIT ${batchRows}`);
    for (const { id, name, revision, stage, recipientId, expiresAt } of expiring) {
      await notify(tx, {
        dedupeKey: `request.expires_soon:${id}:${revision}:${stage}`,
        recipientId,
        template: "request.expires_soon",
        payload: { requestId: id, name, expiresAt: expiresAt.toISOString() },
      });
    }
    return expiring.length;
  });
}
