import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { ResourceState, ResourceView } from "#domain/contracts/resource.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canRelease } from "#domain/resources/can.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { promise } from "#server/outbox/promise.ts";
import { showResource } from "#server/resources/show-resource.ts";

/**
 * Gives a resource back: its access is revoked, then it is destroyed, each proven. Decided under the resource's lock.
 *
 * @throws not_found, forbidden, wrong_state
 */
export async function releaseResource(ctx: ServerContext, actor: Actor, { id }: { id: string }): Promise<ResourceView> {
  const { owner, team, requestId, name } = await showResource(ctx, actor, id);
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx.query<{ state: ResourceState }>(
      sql`SELECT state FROM resources WHERE id = ${id} FOR UPDATE`,
    );
    const state = row?.state ?? "destroyed";
    const permission = canRelease(actor, { state, team, owner });
    if (!permission.allowed) {
      const entitled = canRelease(actor, { state: "active", team, owner }).allowed;
      throw new AppError(entitled ? "wrong_state" : "forbidden", permission.reason, { details: { state } });
    }
    await tx.query(sql`UPDATE resources SET state = 'destroying', updated_at = clock_timestamp() WHERE id = ${id}`);
    await appendAudit(tx, {
      stream: `resource:${id}`,
      requestId,
      actor: auditActor(actor),
      action: "resource.release_started",
      object: `resource:${id}`,
      message: `Release of ${name} started: access is revoked, then it is destroyed.`,
    });
    await promise(tx, { topic: "release.start", key: id, payload: { resourceId: id } });
  });
  return showResource(ctx, actor, id);
}
