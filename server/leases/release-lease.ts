import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { LeaseView } from "#domain/contracts/lease.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canReleaseLease } from "#domain/leases/can-lease.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { readStanding } from "#server/identity/read-standing.ts";
import { wakeWaiters } from "#server/leases/wake-waiters.ts";
import { findVisibleLease, showLease } from "#server/leases/show-lease.ts";
import { promise } from "#server/outbox/promise.ts";

/**
 * Ends a lease now: what was sealed is dropped, and the worker ends its login, with proof. Of one that is over already
 * nothing changes.
 *
 * @throws not_found, forbidden
 */
export async function releaseLease(ctx: ServerContext, actor: Actor, { id }: { id: string }): Promise<LeaseView> {
  const { resourceId, by, team, onBehalfOf } = await findVisibleLease(ctx, actor, id);
  await ctx.db.transaction(async (tx) => {
    await tx.query(sql`SELECT FROM resources WHERE id = ${resourceId} FOR UPDATE`);
    const person = await readStanding(tx, ctx, actor);
    const permission = canReleaseLease(person, { principalId: by.id, team, state: "active" });
    if (!permission.allowed) throw new AppError("forbidden", permission.reason);
    const released = await tx.query(sql`
      UPDATE leases SET enc = NULL, ciphertext = NULL, reason = 'It was given back.',
        state = CASE WHEN generation IS NULL THEN 'ended' ELSE 'released' END
      WHERE id = ${id} AND state IN ('waiting', 'active') RETURNING id`);
    if (released.length === 0) return;
    await appendAudit(tx, {
      stream: `resource:${resourceId}`,
      requestId: null,
      actor: auditActor(actor, by.id === actor.principalId ? onBehalfOf : null),
      action: "lease.released",
      object: `lease:${id}`,
      message: `${actor.name ?? actor.email ?? actor.subject} ended a lease.`,
    });
    await wakeWaiters(tx, [{ id }]);
    await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
  });
  return showLease(ctx, actor, id);
}
