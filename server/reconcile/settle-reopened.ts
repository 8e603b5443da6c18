import { systemActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { tellPlatform } from "#server/health/tell-platform.ts";
import { notify } from "#server/notifications/notify.ts";
import { promise } from "#server/outbox/promise.ts";
import type { LookedResource } from "#server/reconcile/record-look.ts";

/**
 * Ends again what somebody opened on the back end of a locked resource that is frozen: the ledger no longer says that it
 * has ended, so that the next run ends and proves it as ever. Owner and platform team are told, once a day at most. One
 * look is enough: to end what has ended harms nobody.
 */
export async function settleReopened(
  tx: Queryable,
  ctx: ServerContext,
  { resource, generations }: { readonly resource: LookedResource; readonly generations: readonly number[] },
): Promise<void> {
  if (resource.state !== "frozen" || generations.length === 0) return;
  const { id: resourceId, requestId, name, ownerId } = resource;
  const opened = await tx.query<{ generation: number; day: string }>(sql`
    UPDATE grants SET ended_at = NULL
    WHERE resource_id = ${resourceId} AND generation = ANY(${[...generations]}::int[]) AND ended_at IS NOT NULL
    RETURNING generation, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day`);
  const [first] = opened;
  if (first === undefined) return;
  const list = opened.map(({ generation }) => generation).sort((a, b) => a - b);
  await appendAudit(tx, {
    stream: `resource:${resourceId}`,
    requestId,
    actor: systemActor,
    action: "credential.reopened",
    object: `resource:${resourceId}`,
    message: `Somebody opened the login of generation ${list.join(", ")} on the back end although it is frozen: it is ended again.`,
    details: { generations: list },
  });
  const changes = "its login lets somebody in again although it is frozen; that is being ended";
  const told = { template: "resource.drifted", payload: { resourceId, name, changes } } as const;
  const key = `${resourceId}:reopened:${first.day}`;
  await notify(tx, { ...told, dedupeKey: `resource.drifted:${key}:${ownerId}`, recipientId: ownerId });
  await tellPlatform(tx, ctx, { ...told, key });
  await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
}
