import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { ResourceState, ResourceView } from "#domain/contracts/resource.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { destroyNeedsApproval } from "#domain/guardrails/destroy-verdict.ts";
import { canRelease } from "#domain/resources/can.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { decideAbout, fileAbout, type AboutWish } from "#server/requests/file-about.ts";
import { beginRelease } from "#server/resources/begin-release.ts";
import { showResource } from "#server/resources/show-resource.ts";

/**
 * Gives a resource back: its access is revoked, then it is destroyed, each proven. Where its environment says that a human
 * has to agree, a request for that is filed instead and the resource names it in `pendingRequests`; nothing happens to it
 * until then. Decided under the resource's lock.
 *
 * @throws not_found, forbidden (nobody is there who could agree, too), wrong_state
 */
export async function releaseResource(ctx: ServerContext, actor: Actor, { id }: { id: string }): Promise<ResourceView> {
  const resource = await showResource(ctx, actor, id);
  const refusal = await ctx.db.transaction(async (tx) => {
    const state = await lockState(tx, id);
    const permission = canRelease(actor, { ...resource, state });
    if (!permission.allowed) {
      const entitled = canRelease(actor, { ...resource, state: "active" }).allowed;
      throw new AppError(entitled ? "wrong_state" : "forbidden", permission.reason, { details: { state } });
    }
    if (destroyNeedsApproval(ctx.catalog, resource.environment)) return ask(tx, ctx, { actor, resource });
    await beginRelease(tx, { ...resource, actor: auditActor(actor) });
    return null;
  });
  if (refusal !== null) throw new AppError("forbidden", refusal.reason, { details: { requestId: refusal.requestId } });
  return showResource(ctx, actor, id);
}

async function lockState(tx: Queryable, id: string): Promise<ResourceState> {
  const [row] = await tx.query<{ state: ResourceState }>(sql`SELECT state FROM resources WHERE id = ${id} FOR UPDATE`);
  return row?.state ?? "destroyed";
}

interface Asking {
  readonly actor: Actor;
  readonly resource: ResourceView;
}

/** One open request at a time: who asks again is shown the one that waits. What is denied is filed, and said. */
async function ask(tx: Queryable, ctx: ServerContext, { actor, resource }: Asking) {
  const [open] = await tx.query(sql`
    SELECT 1 FROM requests WHERE about_resource_id = ${resource.id} AND kind = 'destroy'
      AND state IN ('pending_approval', 'approved', 'provisioning')`);
  if (open !== undefined) return null;
  const wish: AboutWish = {
    kind: "destroy",
    resourceId: resource.id,
    actor,
    requesterId: actor.principalId,
    lifetimeHours: null,
    purpose: null,
  };
  const decided = await decideAbout(tx, ctx, wish);
  const { id: requestId, state } = await fileAbout(tx, ctx, { wish, decided });
  if (state !== "denied") return null;
  const rule = decided.decision.trace.find(({ result }) => result === "deny");
  return { requestId, reason: rule?.message ?? "Nobody is there who could agree that it is destroyed." };
}
