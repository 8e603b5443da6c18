import type { Actor } from "#domain/access/actor.ts";
import type { Permission } from "#domain/access/permission.ts";
import { auditActor, type AuditEvent } from "#domain/audit/audit-event.ts";
import type { Reissue, ResourceState, ResourceView } from "#domain/contracts/resource.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Generation } from "#domain/resources/next-credential-move.ts";
import { canRestore, canRotate } from "#domain/resources/can-reissue.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { promise } from "#server/outbox/promise.ts";
import { showResource } from "#server/resources/show-resource.ts";

/**
 * Asks for a new credential beside the one in use, which ends once the new one is confirmed.
 *
 * @throws not_found, forbidden, wrong_state
 */
export function rotateResource(ctx: ServerContext, actor: Actor, { id }: { id: string }): Promise<ResourceView> {
  return wantReissue(ctx, actor, { id, reissue: "rotate", can: canRotate, entitled: "active" });
}

/**
 * Asks for a new credential of a frozen resource, which makes it active again with all its data. What a leaver owned is
 * then theirs who asked.
 *
 * @throws not_found, forbidden, wrong_state
 */
export function restoreResource(ctx: ServerContext, actor: Actor, { id }: { id: string }): Promise<ResourceView> {
  return wantReissue(ctx, actor, { id, reissue: "restore", can: canRestore, entitled: "frozen" });
}

interface Wish {
  readonly id: string;
  readonly reissue: Reissue;
  readonly can: (actor: Actor, resource: Parameters<typeof canRotate>[1]) => Permission;
  /** The state in which who is entitled is allowed. */
  readonly entitled: ResourceState;
}

/** Decided under the resource's lock: of two who ask at once one is told that it is being made already. */
async function wantReissue(ctx: ServerContext, actor: Actor, wish: Wish): Promise<ResourceView> {
  const { id, reissue } = wish;
  const { team, requestId, name } = await showResource(ctx, actor, id);
  await ctx.db.transaction(async (tx) => {
    const held = { ...(await lockHeld(tx, id)), team };
    const permission = wish.can(actor, held);
    if (!permission.allowed) {
      const entitled = wish.can(actor, { team, state: wish.entitled, reissue: null, grants: [] }).allowed;
      throw new AppError(entitled ? "wrong_state" : "forbidden", permission.reason, { details: { state: held.state } });
    }
    await tx.query(sql`
      UPDATE resources SET reissue = ${reissue}, reissue_by = ${actor.principalId}, updated_at = clock_timestamp(),
        owner_id = CASE WHEN owner_left_at IS NOT NULL AND state = 'frozen' THEN ${actor.principalId} ELSE owner_id END,
        owner_left_at = CASE WHEN state = 'frozen' THEN NULL ELSE owner_left_at END
      WHERE id = ${id}`);
    await appendAudit(tx, askedFor(actor, { id, requestId, name, reissue }));
    await promise(tx, { topic: "resource.tend", key: id, payload: { resourceId: id } });
  });
  return showResource(ctx, actor, id);
}

interface Held {
  readonly state: ResourceState;
  readonly reissue: Reissue | null;
  readonly grants: readonly Generation[];
}

/** What has outlived its window is as good as on its way out. */
async function lockHeld(tx: Queryable, id: string): Promise<Held> {
  const [row] = await tx.query<Held>(sql`
    SELECT reissue, coalesce((
        SELECT jsonb_agg(jsonb_build_object('generation', g.generation, 'state', g.state, 'endedAt', g.ended_at,
          'emergencyUntil', e.until))
        FROM grants g LEFT JOIN emergencies e ON e.id = g.emergency_id WHERE g.resource_id = r.id), '[]') AS grants,
      CASE WHEN state = 'frozen' AND restore_until < clock_timestamp() THEN 'destroying' ELSE state END AS state
    FROM resources r WHERE id = ${id} FOR UPDATE`);
  return row ?? { state: "destroyed", reissue: null, grants: [] };
}

interface Asked {
  readonly id: string;
  readonly requestId: string;
  readonly name: string;
  readonly reissue: Reissue;
}

function askedFor(actor: Actor, { id, requestId, name, reissue }: Asked): AuditEvent {
  const restores = reissue === "restore";
  return {
    stream: `resource:${id}`,
    requestId,
    actor: auditActor(actor),
    action: restores ? "resource.restore_requested" : "credential.rotation_requested",
    object: `resource:${id}`,
    message: restores ? `Asked to restore ${name} with a new credential.` : `Asked for a new credential of ${name}.`,
  };
}
