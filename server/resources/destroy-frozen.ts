import { systemActor } from "#domain/audit/audit-event.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { promise } from "#server/outbox/promise.ts";

const batchRows = 50;

/**
 * Begins the release of what was frozen and not restored in time; gives how many. What somebody restores now stays, and
 * so does everything while an alarm says that the ledger is an older one: what it calls frozen may be in use.
 */
export async function destroyFrozen(ctx: ServerContext): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const over = await tx.query<{ id: string; requestId: string }>(sql`
      UPDATE resources SET state = 'destroying', updated_at = clock_timestamp()
      WHERE id IN (SELECT id FROM resources WHERE state = 'frozen' AND reissue IS NULL
        AND restore_until < clock_timestamp() AND NOT EXISTS (SELECT FROM ledger_alarms) LIMIT ${batchRows} FOR UPDATE SKIP LOCKED)
      RETURNING id, request_id AS "requestId"`);
    for (const { id, requestId } of over) {
      await appendAudit(tx, {
        stream: `resource:${id}`,
        requestId,
        actor: systemActor,
        action: "resource.release_started",
        object: `resource:${id}`,
        message: "Nobody restored it in time: it is destroyed with its data.",
      });
      await promise(tx, { topic: "release.start", key: id, payload: { resourceId: id } });
    }
    return over.length;
  });
}
