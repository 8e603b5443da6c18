import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { OperationView } from "#domain/contracts/operation.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { showOperation } from "#server/operations/list-operations.ts";
import { assertOperator, lockOperation, streamOf } from "#server/operations/lock-operation.ts";
import { canUndo } from "#server/operations/present-operation.ts";
import { promise } from "#server/outbox/promise.ts";

/**
 * Has a run that makes something taken back now: what it built so far is removed, and whom it was for is told.
 *
 * @throws forbidden, not_found, wrong_state for what ends something or is being taken back already
 */
export async function undoOperation(
  ctx: ServerContext,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<OperationView> {
  const before = await showOperation(ctx, actor, id);
  await ctx.db.transaction(async (tx) => {
    const { row, standing } = await lockOperation(tx, ctx, { actor, id });
    assertOperator(standing);
    const permission = canUndo(row);
    if (!permission.allowed) throw new AppError("wrong_state", permission.reason, { details: { state: row.state } });
    await tx.query(sql`
      UPDATE runs SET state = 'undoing', error_code = 'taken_back', error_message = 'The platform team took it back.'
      WHERE id = ${id} AND state = 'running'`);
    await tx.query(sql`UPDATE steps SET due_at = clock_timestamp() WHERE run_id = ${id} AND state = 'pending'`);
    await appendAudit(tx, {
      stream: streamOf(row),
      requestId: row.requestId,
      actor: auditActor(actor),
      action: "operation.taken_back",
      object: `run:${id}`,
      message: "Somebody of the platform had it taken back: what exists is being removed.",
    });
    await promise(tx, { topic: "run.continue", key: id, payload: { runId: id } });
  });
  // It may be over by now: then it stands as it was left.
  return showOperation(ctx, actor, id).catch(() => ({ ...before, state: "undoing" as const }));
}
