import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { ConfirmClosureBody, OperationView } from "#domain/contracts/operation.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canConfirmClosure } from "#domain/operations/can-close.ts";
import { closureSignInSecondsMax } from "#domain/operations/closable-reasons.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { assertRecentSignIn } from "#server/identity/assert-recent-sign-in.ts";
import { showOperation } from "#server/operations/list-operations.ts";
import { lockOperation, streamOf } from "#server/operations/lock-operation.ts";
import { closableOf } from "#server/operations/present-operation.ts";
import { promise } from "#server/outbox/promise.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";

type Confirm = ConfirmClosureBody & { readonly id: string };

/**
 * Confirms as the second person that an end which nothing proves is closed by hand. The worker carries it out; it never
 * counts as proven. Decided under the resource's lock: of many who confirm at once, one does.
 *
 * @throws forbidden, not_found, wrong_state for a proposal that is over or was confirmed, reauthentication_required,
 * secret_in_text
 */
export async function confirmClosure(
  ctx: ServerContext,
  actor: Actor,
  { id, closure, reason }: Confirm,
): Promise<OperationView> {
  const before = await showOperation(ctx, actor, id);
  await assertNoSecret({ reason });
  await ctx.db.transaction(async (tx) => {
    const { row, standing, requesterOwners } = await lockOperation(tx, ctx, { actor, id });
    const run = closableOf(row, requesterOwners);
    if (row.closure?.id !== closure) {
      throw new AppError(
        "wrong_state",
        "There is no such proposal any more: it was confirmed, or 24 hours have passed.",
      );
    }
    const { by } = row.closure;
    const permission = canConfirmClosure(standing, { ...run, proposedBy: { principalId: by.id, email: by.email } });
    if (!permission.allowed) throw new AppError("forbidden", permission.reason);
    assertRecentSignIn(actor, closureSignInSecondsMax);
    const confirmed = await tx.query(sql`
      UPDATE closures SET confirmed_by = ${actor.principalId}, confirmed_at = clock_timestamp(), confirm_reason = ${reason}
      WHERE id = ${closure} AND run_id = ${id} AND confirmed_at IS NULL RETURNING id`);
    if (confirmed.length === 0) throw new AppError("wrong_state", "It was confirmed already.");
    await appendAudit(tx, {
      stream: streamOf(row),
      requestId: row.requestId,
      actor: auditActor(actor),
      action: "closure.confirmed",
      object: `closure:${closure}`,
      message: `Confirmed as the second person that it is closed by hand, without proof: ${reason}`,
      details: { proposedBy: by.id, run: id },
    });
    await promise(tx, { topic: "closure.apply", key: closure, payload: { closureId: closure } });
  });
  return showOperation(ctx, actor, id).catch(() => ({ ...before, closure: null }));
}
