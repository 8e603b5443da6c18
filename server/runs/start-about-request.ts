import { systemActor } from "#domain/audit/audit-event.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { notify } from "#server/notifications/notify.ts";
import { lockRequest, type LockedRequest } from "#server/requests/lock-request.ts";
import { applyExtension } from "#server/resources/apply-extension.ts";
import { beginRelease } from "#server/resources/begin-release.ts";
import { checkTwice } from "#server/runs/check-twice.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";

interface AboutRequest {
  readonly requestId: string;
  readonly resourceId: string;
}

/**
 * Applies an approved request about a thing that exists, after both checks: moves its end, or begins to destroy it. Gives
 * the run that destroys it; null when there is none to go on with.
 *
 * An extension that is approved once its thing has expired restores it; once it is being destroyed it fails, as does a
 * destruction of what is gone already, or of what somebody restored after nobody had.
 */
export async function startAboutRequest(services: RunServices, about: AboutRequest): Promise<string | null> {
  const { requestId, resourceId } = about;
  const isDestroyed = await services.ctx.db.transaction(async (tx) => {
    // The resource before the request, as everywhere.
    const resource = await lockResource(tx, resourceId);
    const request = await lockRequest(tx, requestId);
    if (request.aboutResourceId !== resourceId) return false;
    if (request.state === "provisioning") return request.kind === "destroy";
    if (request.state !== "approved") return false;
    const decision = await checkTwice(tx, services, request);
    if (decision === null) return false;
    const hours = Math.min(request.lifetimeHours, decision.effective.lifetimeHours);
    return request.kind === "extend"
      ? extend(tx, { request, resource, hours })
      : destroy(tx, { request, resource, hours });
  });
  return isDestroyed ? startReleaseRun(services, resourceId) : null;
}

interface Held {
  readonly id: string;
  readonly state: ResourceState;
  readonly requestId: string;
  readonly name: string;
  readonly ownerId: string;
  /** Whether nobody restored it in time. */
  readonly isLeft: boolean;
}

async function lockResource(tx: Queryable, id: string): Promise<Held> {
  await tx.query(sql`SELECT FROM resources WHERE id = ${id} FOR UPDATE`);
  const [row] = await tx.query<Held>(sql`
    SELECT r.id, r.state, r.name, r.request_id AS "requestId",
      coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId",
      r.state = 'frozen' AND r.reissue IS NULL AND r.restore_until < clock_timestamp() AS "isLeft"
    FROM resources r JOIN requests q ON q.id = r.request_id WHERE r.id = ${id}`);
  if (row === undefined) throw new Error(`There is no resource ${id}.`);
  return row;
}

interface Applied {
  readonly request: LockedRequest;
  readonly resource: Held;
  readonly hours: number;
}

async function extend(tx: Queryable, { request, resource, hours }: Applied): Promise<false> {
  const { requesterId } = request;
  const extended = await applyExtension(tx, {
    resourceId: resource.id,
    request,
    hours,
    actor: systemActor,
  });
  if (extended === null) return fail(tx, request, "It is gone, or on its way out: there is nothing to extend.");
  for (const recipientId of new Set([requesterId, resource.ownerId])) {
    await notify(tx, {
      dedupeKey: `resource.extended:${request.id}:${recipientId}`,
      recipientId,
      template: "resource.extended",
      payload: {
        resourceId: resource.id,
        name: resource.name,
        expiresAt: extended.expiresAt.toISOString(),
        ...(extended.restores && { restores: "yes" }),
        ...(extended.renews && { renews: "yes" }),
      },
    });
  }
  return false;
}

async function destroy(tx: Queryable, { request, resource }: Applied): Promise<boolean> {
  const { id, state, requestId, name } = resource;
  if (state !== "active" && state !== "frozen") return fail(tx, request, "It is gone, or on its way out already.");
  if (request.channel === "system" && !resource.isLeft)
    return fail(tx, request, "It was restored meanwhile: it stays.");
  await tx.query(sql`
    UPDATE requests SET state = 'provisioning', blocked_reason = NULL, expires_at = NULL, updated_at = clock_timestamp()
    WHERE id = ${request.id}`);
  await appendAudit(tx, {
    stream: `request:${request.id}`,
    requestId: request.id,
    actor: systemActor,
    action: "request.provisioning",
    object: `request:${request.id}`,
    message: `Destroying ${name}: access is revoked, then it is destroyed, each proven.`,
    details: { state: "provisioning", resourceId: id, digest: request.digest },
  });
  await beginRelease(tx, { id, requestId, name, actor: systemActor, by: request.id });
  return true;
}

/** It was approved, and there is nothing left that it could be done to. */
async function fail(tx: Queryable, request: LockedRequest, why: string): Promise<false> {
  await tx.query(sql`
    UPDATE requests SET state = 'failed', blocked_reason = NULL, expires_at = NULL, updated_at = clock_timestamp()
    WHERE id = ${request.id}`);
  await appendAudit(tx, {
    stream: `request:${request.id}`,
    requestId: request.id,
    actor: systemActor,
    action: "request.failed",
    object: `request:${request.id}`,
    message: `Failed: ${why}`,
    details: { state: "failed" },
  });
  await notify(tx, {
    dedupeKey: `request.failed:${request.id}`,
    recipientId: request.onBehalfOfId ?? request.requesterId,
    template: "request.failed",
    payload: { requestId: request.id, name: request.name, reason: why },
  });
  return false;
}
