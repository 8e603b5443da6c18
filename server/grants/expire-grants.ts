import { systemActor } from "#domain/audit/audit-event.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";
import type { Access } from "#domain/provisioning/resource-type.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { promise } from "#server/outbox/promise.ts";

const batchRows = 200;

interface Due {
  readonly id: string;
  readonly resourceId: string;
  readonly isEmergency: boolean;
  readonly access: Access;
}

/**
 * Ends grants whose claim window has passed: the state says so, the sealed payload is dropped, and the worker is told to
 * end the credential itself. A resource that its owner has no other credential of is frozen; what was made beside the
 * owner's, for an emergency or for reading only, goes alone. Gives how many it ended.
 */
export async function expireGrants(ctx: ServerContext): Promise<number> {
  const due = await ctx.db.query<Due>(sql`
    SELECT id, resource_id AS "resourceId", emergency_id IS NOT NULL AS "isEmergency", access FROM grants WHERE expires_at < clock_timestamp()
      AND (state = 'pending' OR (state = 'claiming' AND claim_lease_until < clock_timestamp()))
    ORDER BY expires_at LIMIT ${batchRows}`);
  let ended = 0;
  for (const grant of due) ended += await ctx.db.transaction((tx) => expireGrant(tx, grant));
  return ended;
}

/** The resource's row before the grant's, as everywhere; a reveal that holds it has won. */
async function expireGrant(tx: Queryable, { id, resourceId, isEmergency, access }: Due): Promise<0 | 1> {
  const [resource] = await tx.query<{ state: ResourceState; requestId: string }>(sql`
    SELECT state, request_id AS "requestId" FROM resources WHERE id = ${resourceId} FOR UPDATE SKIP LOCKED`);
  if (resource === undefined) return 0;
  const ended = await tx.query(sql`
    WITH ended AS (
      UPDATE grants SET state = 'expired', claim_lease_until = NULL WHERE id = ${id} AND expires_at < clock_timestamp()
        AND (state = 'pending' OR (state = 'claiming' AND claim_lease_until < clock_timestamp())) RETURNING id),
    dropped AS (DELETE FROM sealed_payloads WHERE grant_id IN (SELECT id FROM ended))
    SELECT id FROM ended`);
  if (ended.length === 0) return 0;
  const isHeld = isEmergency || access !== "owner" || (await isInUse(tx, resourceId));
  if (!isHeld) {
    await tx.query(sql`
      UPDATE resources SET state = 'frozen', updated_at = clock_timestamp() WHERE id = ${resourceId} AND state = 'active'`);
  }
  await appendAudit(tx, {
    stream: `resource:${resourceId}`,
    requestId: resource.requestId,
    actor: systemActor,
    action: "grant.expired",
    object: `grant:${id}`,
    message: isHeld
      ? "The time to reveal the new credential has passed: it ends, and what is in use stays."
      : "The time to reveal the credential has passed: the sealed copy was dropped, and the credential itself ends now.",
  });
  await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
  return 1;
}

async function isInUse(tx: Queryable, resourceId: string): Promise<boolean> {
  const [used] = await tx.query(sql`
    SELECT FROM grants WHERE resource_id = ${resourceId} AND ended_at IS NULL AND emergency_id IS NULL AND access = 'owner'
      AND state IN ('revealed', 'confirmed', 'unconfirmed') LIMIT 1`);
  return used !== undefined;
}
