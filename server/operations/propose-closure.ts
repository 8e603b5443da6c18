import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { ClosureBody, OperationView } from "#domain/contracts/operation.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canProposeClosure } from "#domain/operations/can-close.ts";
import { closureSignInSecondsMax } from "#domain/operations/closable-reasons.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { tellPlatform } from "#server/health/tell-platform.ts";
import { assertRecentSignIn } from "#server/identity/assert-recent-sign-in.ts";
import { newId } from "#server/ids/new-id.ts";
import { showOperation } from "#server/operations/list-operations.ts";
import { lockOperation, streamOf } from "#server/operations/lock-operation.ts";
import { closableOf } from "#server/operations/present-operation.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";

/**
 * Proposes that an end which nothing proves is closed by hand; a second person has 24 hours to confirm it. Nothing changes
 * before that, and trying goes on. Of two proposals at once there is one.
 *
 * @throws forbidden, not_found, wrong_state, reauthentication_required, secret_in_text
 */
export async function proposeClosure(
  ctx: ServerContext,
  actor: Actor,
  { id, reason }: ClosureBody & { readonly id: string },
): Promise<OperationView> {
  await showOperation(ctx, actor, id);
  await assertNoSecret({ reason });
  await ctx.db.transaction(async (tx) => {
    const { row, standing, requesterOwners } = await lockOperation(tx, ctx, { actor, id });
    const run = closableOf(row, requesterOwners);
    const permission = canProposeClosure(standing, run);
    if (!permission.allowed) {
      const blocked = { ...run, blockedReason: "revocation_unverified" };
      const code = canProposeClosure(standing, blocked).allowed ? "wrong_state" : "forbidden";
      throw new AppError(code, permission.reason, { details: { state: row.state } });
    }
    if (row.closure !== null) {
      throw new AppError(
        "wrong_state",
        `${row.closure.by.name} has proposed it already: it waits for a second person.`,
      );
    }
    assertRecentSignIn(actor, closureSignInSecondsMax);
    const closure = newId("clo");
    await tx.query(sql`
      INSERT INTO closures (id, run_id, resource_id, what, proposed_by, reason)
      VALUES (${closure}, ${id}, ${row.resourceId}, ${row.blockedReason}, ${actor.principalId}, ${reason})`);
    await appendAudit(tx, {
      stream: streamOf(row),
      requestId: row.requestId,
      actor: auditActor(actor),
      action: "closure.proposed",
      object: `closure:${closure}`,
      message: `Proposed to close it by hand, without proof that its access has ended: ${reason}`,
      details: { blockedReason: row.blockedReason, run: id },
    });
    await tellPlatform(tx, ctx, {
      template: "closure.proposed",
      key: closure,
      payload: { name: row.name, by: actor.name ?? actor.email ?? "Somebody", reason },
      roles: ["platform", "security"],
    });
  });
  return showOperation(ctx, actor, id);
}
