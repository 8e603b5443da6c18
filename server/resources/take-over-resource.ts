import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { ResourceState, ResourceView } from "#domain/contracts/resource.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { destroyNeedsApproval } from "#domain/guardrails/destroy-verdict.ts";
import { canTakeOver } from "#domain/resources/can-take-over.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { readStanding } from "#server/identity/read-standing.ts";
import { promise } from "#server/outbox/promise.ts";
import { readEnd } from "#server/resources/extend-resource.ts";
import { showResource } from "#server/resources/show-resource.ts";

interface Held {
  readonly state: ResourceState;
  readonly isUnowned: boolean;
}

/**
 * Makes the actor the owner of what a leaver owned. A new credential is made for them; the one that the leaver knew works
 * on until the new one is confirmed. What is frozen is restored.
 *
 * Decided under the resource's lock: of two who take over at once one is told that it has an owner.
 * @throws not_found, forbidden, wrong_state
 */
export async function takeOverResource(
  ctx: ServerContext,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<ResourceView> {
  const { team, requestId, name, environment } = await showResource(ctx, actor, id);
  const isKept = destroyNeedsApproval(ctx.catalog, environment);
  await ctx.db.transaction(async (tx) => {
    const [held] = await tx.query<Held>(sql`
      SELECT CASE WHEN state = 'frozen' AND NOT ${isKept}::boolean AND restore_until < clock_timestamp() THEN 'destroying' ELSE state END AS state,
        owner_left_at IS NOT NULL AS "isUnowned" FROM resources WHERE id = ${id} FOR UPDATE`);
    const { state = "destroyed", isUnowned = false } = held ?? {};
    const person = await readStanding(tx, ctx, actor);
    const permission = canTakeOver(person, { state, team, isUnowned });
    if (!permission.allowed) {
      const entitled = canTakeOver(person, { state: "active", team, isUnowned: true }).allowed;
      throw new AppError(entitled ? "wrong_state" : "forbidden", permission.reason, { details: { state } });
    }
    if (state === "frozen" && (await readEnd(tx, id)).isOver) {
      throw new AppError("wrong_state", "It has expired. Restore it: it is yours then.", { details: { state } });
    }
    const reissue = state === "frozen" ? "restore" : "rotate";
    await tx.query(sql`
      UPDATE resources SET owner_id = ${actor.principalId}, owner_left_at = NULL, take_over_until = NULL,
        reissue = ${reissue}, reissue_by = ${actor.principalId}, reissue_access = 'owner', reissue_acknowledged = false, updated_at = clock_timestamp()
      WHERE id = ${id}`);
    await appendAudit(tx, {
      stream: `resource:${id}`,
      requestId,
      actor: auditActor(actor),
      action: "resource.taken_over",
      object: `resource:${id}`,
      message: `${actor.name ?? actor.email ?? "Somebody of the team"} took ${name} over after its owner had left.`,
      details: { owner: actor.principalId },
    });
    await promise(tx, { topic: "resource.tend", key: id, payload: { resourceId: id } });
  });
  return showResource(ctx, actor, id);
}
