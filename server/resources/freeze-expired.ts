import { systemActor } from "#domain/audit/audit-event.ts";
import { destroyNeedsApproval } from "#domain/guardrails/destroy-verdict.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";
import { promise } from "#server/outbox/promise.ts";
import { setRestoreWindow } from "#server/resources/set-restore-window.ts";

const batchRows = 50;

/**
 * Freezes what has come to its end: every access ends, the data is kept until the restore window closes, the owner is
 * told. Gives how many now. Nothing is frozen while an alarm says that the ledger is an older one: it may have forgotten
 * an extension.
 */
export async function freezeExpired(ctx: ServerContext): Promise<number> {
  const due = await ctx.db.query<{ id: string }>(sql`
    SELECT id FROM resources WHERE state = 'active' AND expires_at < clock_timestamp()
      AND NOT EXISTS (SELECT FROM ledger_alarms) ORDER BY expires_at LIMIT ${batchRows}`);
  let frozen = 0;
  for (const { id } of due) frozen += await ctx.db.transaction((tx) => freezeOne(tx, ctx, id));
  return frozen;
}

interface Expired {
  readonly name: string;
  readonly environment: string;
  readonly requestId: string;
  readonly templateVersionId: string;
  readonly ownerId: string;
  readonly expiresAt: Date;
}

/** Decided under the resource's lock: what somebody extends now stays in use. */
async function freezeOne(tx: Queryable, ctx: ServerContext, id: string): Promise<0 | 1> {
  await tx.query(sql`SELECT FROM resources WHERE id = ${id} FOR UPDATE`);
  const [expired] = await tx.query<Expired>(sql`
    UPDATE resources r SET state = 'frozen', take_over_until = NULL, reissue = NULL, reissue_by = NULL,
      updated_at = clock_timestamp()
    FROM requests q WHERE r.id = ${id} AND q.id = r.request_id AND r.state = 'active' AND r.expires_at < clock_timestamp()
    RETURNING r.name, r.environment, r.request_id AS "requestId", q.template_version_id AS "templateVersionId",
      coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId", r.expires_at AS "expiresAt"`);
  if (expired === undefined) return 0;
  const { name, environment, requestId, ownerId } = expired;
  const restoreUntil = await setRestoreWindow(tx, { id, ...expired });
  await appendAudit(tx, {
    stream: `resource:${id}`,
    requestId,
    actor: systemActor,
    action: "resource.freeze_started",
    object: `resource:${id}`,
    message: "Its time is over: every access ends, the data is kept.",
    details: { reason: "expired", expiresAt: expired.expiresAt.toISOString() },
  });
  await notify(tx, {
    dedupeKey: `resource.expired:${id}:${expired.expiresAt.toISOString()}`,
    recipientId: ownerId,
    template: "resource.expired",
    payload: {
      resourceId: id,
      name,
      ...(restoreUntil && { restoreUntil: restoreUntil.toISOString() }),
      ...(destroyNeedsApproval(ctx.catalog, environment) && { asksFirst: "yes" }),
    },
  });
  await promise(tx, { topic: "resource.tend", key: id, payload: { resourceId: id } });
  return 1;
}
