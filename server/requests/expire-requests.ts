import { systemActor } from "#domain/audit/audit-event.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { closeStages } from "#server/approvals/open-stage.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";

const batchRows = 100;

interface Expired {
  readonly id: string;
  readonly name: string;
  readonly recipientId: string;
}

/** Expires what nobody decided, and what was approved and never started, in time; a time-out is never a yes. */
export async function expireRequests(ctx: ServerContext): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const expired = await tx.query<Expired>(sql`
      UPDATE requests SET state = 'expired', holding = false, expires_at = NULL, updated_at = clock_timestamp()
      WHERE id IN (SELECT id FROM requests WHERE state IN ('pending_approval', 'approved')
        AND expires_at < clock_timestamp() LIMIT ${batchRows} FOR UPDATE SKIP LOCKED)
      RETURNING id, name, coalesce(on_behalf_of_id, requester_id) AS "recipientId"`);
    for (const { id, name, recipientId } of expired) {
      await closeStages(tx, id);
      await appendAudit(tx, {
        stream: `request:${id}`,
        requestId: id,
        actor: systemActor,
        action: "request.expired",
        object: `request:${id}`,
        message: "Expired: nobody decided in time.",
        details: { state: "expired" },
      });
      const payload = { requestId: id, name };
      await notify(tx, { dedupeKey: `request.expired:${id}`, recipientId, template: "request.expired", payload });
    }
    return expired.length;
  });
}
