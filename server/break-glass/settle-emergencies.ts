import { systemActor } from "#domain/audit/audit-event.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { notify } from "#server/notifications/notify.ts";

interface Settled {
  readonly id: string;
  readonly incident: string;
  readonly by: string;
  readonly name: string;
  readonly ownerId: string;
  readonly state: ResourceState;
  readonly generation: number | null;
}

/**
 * Writes down which emergencies of a resource are over, their login proven to let nobody in or never made; where one had a
 * login, the owner's credential is rotated by the ordinary way and the owner told. The caller holds the resource's lock.
 */
export async function settleEmergencies(
  tx: Queryable,
  { resourceId, requestId }: { readonly resourceId: string; readonly requestId: string },
): Promise<void> {
  const settled = await tx.query<Settled>(sql`
    UPDATE emergencies e SET state = 'ended', ended_at = clock_timestamp(), until = least(until, clock_timestamp())
    FROM resources r, requests q, principals p
    WHERE r.id = ${resourceId} AND q.id = r.request_id AND e.resource_id = r.id AND p.id = e.principal_id
      AND e.state = 'active' AND (r.state = 'destroyed' OR EXISTS (
          SELECT FROM grants g WHERE g.emergency_id = e.id AND g.ended_at IS NOT NULL)
        OR (e.generation IS NULL AND (e.until <= clock_timestamp() OR r.state <> 'active')))
    RETURNING e.id, e.incident, p.name AS by, r.name, r.state, e.generation,
      coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId"`);
  for (const { id, incident, by, generation } of settled) {
    await appendAudit(tx, {
      stream: `resource:${resourceId}`,
      requestId,
      actor: systemActor,
      action: "emergency.ended",
      object: `emergency:${id}`,
      message:
        generation === null
          ? `The emergency access of ${by} has ended before it had a login: incident ${incident}.`
          : `The emergency access of ${by} has ended, which the back end proved: incident ${incident}.`,
      details: { generation },
    });
  }
  const had = settled.filter(({ generation, state }) => generation !== null && state === "active");
  if (had.length > 0) await rotateForOwner(tx, { resourceId, requestId, ended: had });
}

interface Ended {
  readonly resourceId: string;
  readonly requestId: string;
  readonly ended: readonly Settled[];
}

async function rotateForOwner(tx: Queryable, { resourceId, requestId, ended }: Ended): Promise<void> {
  const wished = await tx.query(sql`
    UPDATE resources SET reissue = 'rotate', reissue_by = NULL, updated_at = clock_timestamp()
    WHERE id = ${resourceId} AND reissue IS NULL RETURNING id`);
  if (wished.length > 0) {
    await appendAudit(tx, {
      stream: `resource:${resourceId}`,
      requestId,
      actor: systemActor,
      action: "credential.rotation_requested",
      object: `resource:${resourceId}`,
      message: "Emergency access has ended: the owner's credential is rotated.",
    });
  }
  for (const { id, ownerId, name, by } of ended) {
    await notify(tx, {
      dedupeKey: `emergency.ended:${id}`,
      recipientId: ownerId,
      template: "emergency.ended",
      payload: { resourceId, emergencyId: id, name, by },
    });
  }
}
