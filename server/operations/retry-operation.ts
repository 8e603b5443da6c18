import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { OperationView } from "#domain/contracts/operation.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { showOperation } from "#server/operations/list-operations.ts";
import { assertOperator, lockOperation, streamOf } from "#server/operations/lock-operation.ts";
import { canRetry, isRun } from "#server/operations/present-operation.ts";
import { promise } from "#server/outbox/promise.ts";

/**
 * Has something that is not over tried at once, with a full round of attempts before it; a back end that does not answer is
 * looked at again first. A step that a living worker holds is left to it.
 *
 * @throws forbidden, not_found, wrong_state for what nothing runs on
 */
export async function retryOperation(
  ctx: ServerContext,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<OperationView> {
  await showOperation(ctx, actor, id);
  await ctx.db.transaction(async (tx) => {
    const { row, standing } = await lockOperation(tx, ctx, { actor, id });
    assertOperator(standing);
    const permission = canRetry(row);
    if (!permission.allowed) throw new AppError("wrong_state", permission.reason);
    const isOfRun = isRun(row);
    await tx.query(sql`
      UPDATE steps SET due_at = clock_timestamp(), forgiven = attempt, undo_forgiven = undo_attempt
      WHERE run_id = ${id} AND state = 'pending'`);
    await tx.query(sql`
      UPDATE backend_health SET probe_at = clock_timestamp() WHERE name = ${row.backend} AND opened_at IS NOT NULL`);
    await appendAudit(tx, {
      stream: streamOf(row),
      requestId: row.requestId,
      actor: auditActor(actor),
      action: "operation.retried",
      object: isOfRun ? `run:${id}` : `request:${id}`,
      message: "Somebody of the platform had it tried again at once.",
    });
    if (isOfRun) await promise(tx, { topic: "run.continue", key: id, payload: { runId: id } });
    else await promise(tx, { topic: "run.start", key: id, payload: { requestId: id } });
  });
  return showOperation(ctx, actor, id);
}
