import type { Actor } from "#domain/access/actor.ts";
import type { Permission } from "#domain/access/permission.ts";
import { auditActor, type AuditEvent } from "#domain/audit/audit-event.ts";
import type { Reissue, ResourceState, ResourceView, RotateBody } from "#domain/contracts/resource.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Access } from "#domain/provisioning/resource-type.ts";
import type { Generation } from "#domain/resources/next-credential-move.ts";
import { canRestore, canRotate } from "#domain/resources/can-reissue.ts";
import { destroyNeedsApproval } from "#domain/guardrails/destroy-verdict.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { createOnce } from "#server/idempotency/create-once.ts";
import { promise } from "#server/outbox/promise.ts";
import { closeAbout } from "#server/requests/close-about.ts";
import { restoreExpired } from "#server/resources/restore-expired.ts";
import { showResource } from "#server/resources/show-resource.ts";

interface Rotation extends RotateBody {
  readonly id: string;
  /** A repeat with it starts no second rotation, however late it comes. */
  readonly idempotencyKey?: string | null;
}

/** The resource as it stands now, and whether an earlier call with the same key had asked for it. */
export interface RotationAnswer {
  readonly resource: ResourceView;
  readonly replayed: boolean;
}

/**
 * Asks for a new credential beside the one in use, which ends once the new one is confirmed and nobody uses the old one,
 * or its time is over. Of a secret that somebody else changed it is asked for with `acknowledgeChange` alone.
 *
 * @throws not_found, forbidden, wrong_state, secret_changed_elsewhere, idempotency_conflict, idempotency_in_flight
 */
export function rotateResource(ctx: ServerContext, actor: Actor, rotation: Rotation): Promise<RotationAnswer> {
  const { id, access = "owner", acknowledgeChange = false, idempotencyKey = null } = rotation;
  return wantReissue(ctx, actor, {
    id,
    idempotencyKey,
    reissue: "rotate",
    access,
    acknowledgeChange,
    can: canRotate,
    entitled: "active",
  });
}

/**
 * Asks for a new credential of a frozen resource, which makes it active again with all its data. What a leaver owned is
 * then theirs who asked.
 *
 * @throws not_found, forbidden, wrong_state
 */
export async function restoreResource(ctx: ServerContext, actor: Actor, { id }: { id: string }): Promise<ResourceView> {
  const wish = { id, reissue: "restore", access: "owner", acknowledgeChange: false, idempotencyKey: null } as const;
  return (await wantReissue(ctx, actor, { ...wish, can: canRestore, entitled: "frozen" })).resource;
}

interface Wish {
  readonly id: string;
  readonly idempotencyKey: string | null;
  readonly reissue: Reissue;
  readonly access: Access;
  /** Whether who asks knows that somebody else changed the secret in use, and wants it ended. */
  readonly acknowledgeChange: boolean;
  readonly can: (actor: Actor, resource: Parameters<typeof canRotate>[1]) => Permission;
  /** The state in which who is entitled is allowed. */
  readonly entitled: ResourceState;
}

/** Decided under the resource's lock: of two who ask at once one is told that it is being made already. */
async function wantReissue(ctx: ServerContext, actor: Actor, wish: Wish): Promise<RotationAnswer> {
  const { id, reissue, access, acknowledgeChange } = wish;
  const resource = await showResource(ctx, actor, id);
  const { team, requestId, name } = resource;
  // What needs a yes before it is destroyed is there, and can be restored, until somebody gives it.
  const isKept = destroyNeedsApproval(ctx.catalog, resource.environment);
  const operation = `${reissue} ${id}`;
  const keyed = {
    principalId: actor.principalId,
    key: wish.idempotencyKey,
    operation,
    body: { access, acknowledgeChange },
  };
  const { replayed } = await createOnce(ctx.db, keyed, async (tx) => {
    const held = { ...(await lockHeld(tx, id, isKept)), team, access };
    const permission = wish.can(actor, held);
    if (!permission.allowed) {
      const entitled = wish.can(actor, { team, state: wish.entitled, reissue: null, grants: [] }).allowed;
      throw new AppError(entitled ? "wrong_state" : "forbidden", permission.reason, { details: { state: held.state } });
    }
    if (reissue === "rotate" && !acknowledgeChange) assertUnchanged(held);
    if (reissue === "restore") {
      if (await restoreExpired(tx, ctx, { actor, resource })) return id;
      await closeAbout(tx, { resourceId: id, unaskedOnly: true, why: `${name} is restored.` });
    }
    await tx.query(sql`
      UPDATE resources SET reissue = ${reissue}, reissue_access = ${access}, reissue_acknowledged = ${acknowledgeChange}, reissue_by = ${actor.principalId}, updated_at = clock_timestamp(),
        owner_id = CASE WHEN owner_left_at IS NOT NULL AND state = 'frozen' THEN ${actor.principalId} ELSE owner_id END,
        owner_left_at = CASE WHEN state = 'frozen' THEN NULL ELSE owner_left_at END,
        blocked_reason = CASE WHEN blocked_reason = 'destroy_needs_approval' THEN NULL ELSE blocked_reason END
      WHERE id = ${id}`);
    await appendAudit(tx, askedFor(actor, { id, requestId, name, reissue, access, acknowledgeChange }));
    await promise(tx, { topic: "resource.tend", key: id, payload: { resourceId: id } });
    return id;
  });
  return { resource: await showResource(ctx, actor, id), replayed };
}

interface Held {
  readonly accesses: readonly Access[];
  readonly state: ResourceState;
  readonly reissue: Reissue | null;
  readonly grants: readonly Generation[];
}

/** What has outlived its window is as good as on its way out. */
async function lockHeld(tx: Queryable, id: string, isKept: boolean): Promise<Held> {
  const [row] = await tx.query<Held>(sql`
    SELECT reissue, accesses, coalesce((
        SELECT jsonb_agg(jsonb_build_object('generation', g.generation, 'state', g.state, 'endedAt', g.ended_at,
          'emergencyUntil', e.until, 'access', g.access, 'changedAt', g.changed_at))
        FROM grants g LEFT JOIN emergencies e ON e.id = g.emergency_id WHERE g.resource_id = r.id), '[]') AS grants,
      CASE WHEN state = 'frozen' AND NOT ${isKept}::boolean AND restore_until < clock_timestamp() THEN 'destroying' ELSE state END AS state
    FROM resources r WHERE id = ${id} FOR UPDATE`);
  return row ?? { state: "destroyed", reissue: null, accesses: ["owner"], grants: [] };
}

function assertUnchanged({ grants, access }: Pick<Held, "grants"> & { readonly access: Access }): void {
  const changed = grants.find(
    (one) => one.endedAt === null && (one.access ?? "owner") === access && (one.changedAt ?? null) !== null,
  );
  if (changed === undefined) return;
  throw new AppError(
    "secret_changed_elsewhere",
    `Somebody else changed the secret of generation ${changed.generation}. A new credential ends what they set: say that you know, and ask again.`,
    { details: { generation: changed.generation } },
  );
}

interface Asked {
  readonly id: string;
  readonly requestId: string;
  readonly name: string;
  readonly reissue: Reissue;
  readonly access: Access;
  readonly acknowledgeChange: boolean;
}

function askedFor(actor: Actor, { id, requestId, name, reissue, access, acknowledgeChange }: Asked): AuditEvent {
  const restores = reissue === "restore";
  const what = access === "owner" ? "a new credential" : `a new ${access} credential`;
  const knows = acknowledgeChange ? " The one in use ends, though somebody else changed it." : "";
  return {
    stream: `resource:${id}`,
    requestId,
    actor: auditActor(actor),
    action: restores ? "resource.restore_requested" : "credential.rotation_requested",
    object: `resource:${id}`,
    message: restores ? `Asked to restore ${name} with a new credential.` : `Asked for ${what} of ${name}.${knows}`,
    details: { access, acknowledgeChange },
  };
}
