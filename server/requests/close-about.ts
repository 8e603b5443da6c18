import { systemActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { closeStages } from "#server/approvals/open-stage.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { notify } from "#server/notifications/notify.ts";

interface Closing {
  readonly resourceId: string;
  /** Id of a request that stays. */
  readonly except?: string;
  /** Only what the clock asked for, not what a person did. */
  readonly unaskedOnly?: boolean;
  /** A sentence. */
  readonly why: string;
}

/**
 * Takes back what waits about a thing that the caller has locked, because there is nothing left to decide; whoever asked
 * is told. What is begun goes on.
 */
export async function closeAbout(
  tx: Queryable,
  { resourceId, except = "", unaskedOnly = false, why }: Closing,
): Promise<void> {
  const closed = await tx.query<{ id: string; name: string; requesterId: string }>(sql`
    UPDATE requests SET state = 'withdrawn', blocked_reason = NULL, expires_at = NULL, updated_at = clock_timestamp()
    WHERE about_resource_id = ${resourceId} AND id <> ${except} AND state IN ('pending_approval', 'approved')
      AND (NOT ${unaskedOnly}::boolean OR channel = 'system')
    RETURNING id, name, requester_id AS "requesterId"`);
  for (const { id, name, requesterId } of closed) {
    await closeStages(tx, id);
    await appendAudit(tx, {
      stream: `request:${id}`,
      requestId: id,
      actor: systemActor,
      action: "request.withdrawn",
      object: `request:${id}`,
      message: `Withdrawn: ${why}`,
      details: { state: "withdrawn", reason: "nothing_to_decide" },
    });
    if (unaskedOnly) continue;
    await notify(tx, {
      dedupeKey: `request.withdrawn:${id}`,
      recipientId: requesterId,
      template: "request.withdrawn",
      payload: { requestId: id, name, by: "Latchkey", comment: why },
    });
  }
}
