import { systemActor } from "#domain/audit/audit-event.ts";
import { looksToReport } from "#domain/reconcile/seen-difference.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { tellPlatform } from "#server/health/tell-platform.ts";
import { notify } from "#server/notifications/notify.ts";
import type { LookedResource } from "#server/reconcile/record-look.ts";

/** Says of a resource that its back end does not know it any more. It is never made anew unasked. */
const missingReason = "missing_on_backend";

/** Blocks a locked resource that was not there in two looks in a row, and tells of it; unblocks one that is there again. */
export async function settleMissing(
  tx: Queryable,
  ctx: ServerContext,
  { resource, missingLooks }: { readonly resource: LookedResource; readonly missingLooks: number },
): Promise<void> {
  if (missingLooks === 0) {
    if (resource.blockedReason === missingReason) await unblock(tx, resource);
    return;
  }
  if (missingLooks < looksToReport || resource.blockedReason !== null) return;
  const { id: resourceId, requestId, name, ownerId } = resource;
  const [blocked] = await tx.query<{ at: Date }>(sql`
    UPDATE resources SET blocked_reason = ${missingReason}, updated_at = clock_timestamp() WHERE id = ${resourceId}
    RETURNING updated_at AS at`);
  await appendAudit(tx, {
    stream: `resource:${resourceId}`,
    requestId,
    actor: systemActor,
    action: "resource.missing",
    object: `resource:${resourceId}`,
    message: `${name} is not on its back end any more, in two looks. Latchkey did not remove it, and does not make it anew.`,
    details: { blockedReason: missingReason },
  });
  const key = `${resourceId}:${blocked?.at.toISOString() ?? ""}`;
  const told = { template: "resource.missing", payload: { resourceId, name } } as const;
  await notify(tx, { ...told, dedupeKey: `resource.missing:${key}:${ownerId}`, recipientId: ownerId });
  await tellPlatform(tx, ctx, { ...told, key });
}

async function unblock(tx: Queryable, { id, requestId, name }: LookedResource): Promise<void> {
  await tx.query(sql`UPDATE resources SET blocked_reason = NULL, updated_at = clock_timestamp() WHERE id = ${id}`);
  await appendAudit(tx, {
    stream: `resource:${id}`,
    requestId,
    actor: systemActor,
    action: "resource.found_again",
    object: `resource:${id}`,
    message: `${name} is on its back end again.`,
  });
}
