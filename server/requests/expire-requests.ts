import { systemActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { closeStages } from "#server/approvals/open-stage.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";

const batchRows = 100;

interface Expired {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly recipientId: string;
  readonly was: "pending_approval" | "approved";
}

/** Why it ended, to the requester and in the record. */
const reasons = {
  pending_approval: "nobody decided in time",
  approved: "it was approved and did not start in time",
} as const satisfies Record<Expired["was"], string>;

/**
 * Expires what nobody decided in time, and what was approved and never started; a time-out is never a yes. What it held
 * of quotas is free again.
 *
 * A stage that is to ask more people at its first deadline is left to `escalateStages`.
 */
export async function expireRequests(ctx: ServerContext): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const expired = await tx.query<Expired>(sql`
      WITH due AS (SELECT id, state FROM requests WHERE state IN ('pending_approval', 'approved')
        AND expires_at < clock_timestamp() AND (state = 'approved' OR stage_escalated
          OR approval_plan -> stage ->> 'onTimeout' IS DISTINCT FROM 'escalate')
        ORDER BY expires_at LIMIT ${batchRows} FOR UPDATE SKIP LOCKED)
      UPDATE requests q SET state = 'expired', holding = false, expires_at = NULL, updated_at = clock_timestamp()
      FROM due WHERE q.id = due.id
      RETURNING q.id, q.name, q.revision, coalesce(q.on_behalf_of_id, q.requester_id) AS "recipientId", due.state AS was`);
    for (const request of expired) await recordExpiry(tx, request);
    return expired.length;
  });
}

async function recordExpiry(tx: Queryable, { id, name, revision, recipientId, was }: Expired): Promise<void> {
  await closeStages(tx, id);
  const why = reasons[was];
  await appendAudit(tx, {
    stream: `request:${id}`,
    requestId: id,
    actor: systemActor,
    action: "request.expired",
    object: `request:${id}`,
    message: `Expired: ${why}.`,
    details: { state: "expired", was, revision },
  });
  const payload = { requestId: id, name, why };
  await notify(tx, { dedupeKey: `request.expired:${id}`, recipientId, template: "request.expired", payload });
}
