import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { OrphanDecision, OrphanState, OrphanView } from "#domain/contracts/orphan.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canSeeOrphans, canTendOrphan } from "#domain/reconcile/can-tend-orphan.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { orphanSelect, presentOrphan } from "#server/reconcile/list-orphans.ts";

interface Row {
  readonly state: OrphanState;
  readonly isWanted: boolean;
  readonly isUnderAlarm: boolean;
  readonly backend: string;
  readonly resourceId: string;
}

/**
 * Asks to have an orphan blocked, or deleted once it is; the worker does it and proves it.
 *
 * Decided under the orphan's lock. @throws not_found alike for who may not see orphans, forbidden, wrong_state
 */
export async function decideOrphan(
  ctx: ServerContext,
  actor: Actor,
  { id, action, reason }: OrphanDecision & { readonly id: string },
): Promise<OrphanView> {
  const unseen = new AppError("not_found", "There is no such orphan, or it is not yours to see.");
  if (!canSeeOrphans(actor).allowed) throw unseen;
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx.query<Row>(sql`
      SELECT state, wanted IS NOT NULL AS "isWanted", EXISTS (SELECT FROM ledger_alarms) AS "isUnderAlarm", backend,
        resource_id AS "resourceId" FROM orphans WHERE id = ${id} FOR UPDATE`);
    if (row === undefined) throw unseen;
    const permission = canTendOrphan(actor, action, row);
    if (!permission.allowed) {
      const state = action === "delete" ? "quarantined" : "found";
      const open = { state, isWanted: false, isUnderAlarm: false } as const;
      const entitled = canTendOrphan(actor, action, open).allowed;
      throw new AppError(entitled ? "wrong_state" : "forbidden", permission.reason, { details: { state: row.state } });
    }
    await tx.query(sql`
      UPDATE orphans SET wanted = ${action}, wanted_by = ${actor.principalId}, wanted_reason = ${reason},
        due_at = clock_timestamp() WHERE id = ${id}`);
    await appendAudit(tx, {
      stream: `orphan:${id}`,
      requestId: null,
      actor: auditActor(actor),
      action: action === "delete" ? "orphan.deletion_requested" : "orphan.quarantine_requested",
      object: `orphan:${id}`,
      message: `${action === "delete" ? "Asked to delete it" : "Asked to block every access to it"}: ${reason}`,
      details: { backend: row.backend, resourceId: row.resourceId, reason },
    });
  });
  return presentOrphan(await ctx.db.prisma.orphan.findUniqueOrThrow({ where: { id }, select: orphanSelect }));
}
