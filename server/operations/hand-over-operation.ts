import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { HandOverBody, OperationView } from "#domain/contracts/operation.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canOperate } from "#domain/operations/can-operate.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { actorFromPrincipal } from "#server/identity/actor-from-principal.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";
import { newId } from "#server/ids/new-id.ts";
import { notify } from "#server/notifications/notify.ts";
import { showOperation } from "#server/operations/list-operations.ts";
import { assertOperator, lockOperation, streamOf } from "#server/operations/lock-operation.ts";
import { isRun } from "#server/operations/present-operation.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";

type HandOver = HandOverBody & { readonly id: string };

/**
 * Says who of the platform has a run that does not go on by itself, with a note; they are told. The last word counts.
 *
 * @throws forbidden, not_found, unknown_reference for who is no person of the platform, wrong_state for a request,
 * secret_in_text
 */
export async function handOverOperation(
  ctx: ServerContext,
  actor: Actor,
  { id, to, note }: HandOver,
): Promise<OperationView> {
  await showOperation(ctx, actor, id);
  await assertNoSecret({ note });
  await ctx.db.transaction(async (tx) => {
    const { row, standing } = await lockOperation(tx, ctx, { actor, id });
    assertOperator(standing);
    if (!isRun(row)) throw new AppError("wrong_state", "Only runs are handed over.");
    const assignee = await findOperator(tx, ctx, to);
    await tx.query(sql`
      INSERT INTO handovers (run_id, assignee_id, by_id, note) VALUES (${id}, ${assignee.id}, ${actor.principalId}, ${note})
      ON CONFLICT (run_id) DO UPDATE SET assignee_id = EXCLUDED.assignee_id, by_id = EXCLUDED.by_id, note = EXCLUDED.note,
        at = clock_timestamp()`);
    await appendAudit(tx, {
      stream: streamOf(row),
      requestId: row.requestId,
      actor: auditActor(actor),
      action: "operation.handed_over",
      object: `run:${id}`,
      message: `Handed over to ${assignee.name}.`,
      details: { to: assignee.id, note },
    });
    if (assignee.id === actor.principalId) return;
    await notify(tx, {
      dedupeKey: `run.handed_over:${newId("ntf")}`,
      recipientId: assignee.id,
      template: "run.handed_over",
      payload: { name: row.name, by: actor.name ?? actor.email ?? "Somebody", comment: note },
    });
  });
  return showOperation(ctx, actor, id);
}

async function findOperator(tx: Queryable, ctx: ServerContext, email: string): Promise<PrincipalRow> {
  const people = await tx.query<PrincipalRow>(sql`
    SELECT id, kind, issuer, subject, email, name, groups FROM principals
    WHERE lower(email) = lower(${email}) AND kind = 'user' AND disabled_at IS NULL ORDER BY id`);
  const facts = { channel: "system", scopes: [], authTime: null, acr: null, act: null } as const;
  const found = people.find((person) => canOperate(actorFromPrincipal(ctx, person, facts)).allowed);
  if (found !== undefined) return found;
  throw new AppError(
    "unknown_reference",
    "Nobody of the platform has this address. They have to have signed in once.",
    {
      details: { path: "/to" },
    },
  );
}
