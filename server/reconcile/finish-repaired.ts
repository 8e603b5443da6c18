import { systemActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { notify } from "#server/notifications/notify.ts";
import { promise } from "#server/outbox/promise.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";

/**
 * Ends a `repair` run whose second look proved it: what was adopted before is not any more, and what no repair ends stays
 * shown. The next look is due now.
 */
export async function finishRepaired(tx: Queryable, run: LockedRun): Promise<void> {
  const { resourceId, requestId } = run;
  await tx.query(sql`
    WITH over AS (UPDATE runs SET state = 'succeeded', finished_at = clock_timestamp() WHERE id = ${run.id}),
    unadopted AS (DELETE FROM adopted_drifts WHERE resource_id = ${resourceId})
    UPDATE inspections SET revert_by = NULL, revert_at = NULL, due_at = clock_timestamp(),
      drift = (SELECT coalesce(jsonb_agg(d), '[]') FROM jsonb_array_elements(drift) d WHERE d ? 'beyondRepair')
    WHERE resource_id = ${resourceId}`);
  const receipts = await tx.query<{ receipt: { before?: unknown; after?: unknown } | null }>(sql`
    SELECT receipt FROM steps WHERE run_id = ${run.id} ORDER BY position`);
  await appendAudit(tx, {
    stream: `resource:${resourceId}`,
    requestId,
    actor: systemActor,
    action: "resource.reverted",
    object: `resource:${resourceId}`,
    message: "It is as it was granted again, which another look proved.",
    details: { before: receipts[0]?.receipt?.before ?? [], after: receipts.at(-1)?.receipt?.after ?? [] },
  });
  await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
}

/** Ends a `repair` run that could not be done: whoever asked for it is told, and what differs stays shown. */
export async function finishRepairUndone(tx: Queryable, run: LockedRun): Promise<void> {
  const { resourceId, requestId } = run;
  const [asked] = await tx.query<{ askedBy: string | null; name: string }>(sql`
    SELECT i.revert_by AS "askedBy", r.name FROM inspections i JOIN resources r ON r.id = i.resource_id
    WHERE i.resource_id = ${resourceId}`);
  await tx.query(sql`
    WITH over AS (UPDATE runs SET state = 'failed', finished_at = clock_timestamp() WHERE id = ${run.id})
    UPDATE inspections SET revert_by = NULL, revert_at = NULL, due_at = clock_timestamp() WHERE resource_id = ${resourceId}`);
  const reason = run.errorMessage ?? "the reason is in the steps.";
  await appendAudit(tx, {
    stream: `resource:${resourceId}`,
    requestId,
    actor: systemActor,
    action: "resource.revert_failed",
    object: `resource:${resourceId}`,
    message: `It could not be brought back to what was granted: ${reason}`,
    details: { code: run.errorCode },
  });
  if (asked !== undefined && asked.askedBy !== null) {
    await notify(tx, {
      dedupeKey: `resource.revert_failed:${run.id}`,
      recipientId: asked.askedBy,
      template: "resource.revert_failed",
      payload: { resourceId, name: asked.name, reason },
    });
  }
  await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
}
