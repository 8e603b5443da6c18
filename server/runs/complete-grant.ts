import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { promise } from "#server/outbox/promise.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";
import type { Delivery } from "#server/runs/perform-step.ts";

/**
 * Writes down with a new grant what it is good for, what the back end keeps of its secret, and when the handling of its
 * data asks for a newer one: making that begins as long before as there is time to open it, at most half the time.
 */
export async function completeGrant(tx: Queryable, run: LockedRun, { grant, fingerprint }: Delivery): Promise<void> {
  await tx.query(sql`
    UPDATE grants g SET access = ${run.access}, fingerprint = ${fingerprint ?? null},
      rotation_due_at = g.created_at + make_interval(days => h.days),
      rotate_at = g.created_at + make_interval(days => h.days) - make_interval(hours => least(h.hours, h.days * 12))
    FROM (
      SELECT r.claim_window_hours AS hours, CASE WHEN jsonb_typeof(q.decision #> '{effective,handling,rotationDays}') = 'number'
        THEN (q.decision #>> '{effective,handling,rotationDays}')::int END AS days
      FROM resources r JOIN requests q ON q.id = r.request_id WHERE r.id = ${run.resourceId}) h
    WHERE g.id = ${grant.id}`);
  // What somebody else has of the same thing is theirs no longer once it has another owner.
  await tx.query(sql`
    UPDATE grants SET rotate_at = clock_timestamp()
    WHERE resource_id = ${run.resourceId} AND access <> ${run.access} AND ${run.access}::text = 'owner' AND ended_at IS NULL
      AND emergency_id IS NULL AND recipient_id <> ${grant.recipientId}`);
}

/**
 * Asks for the credentials that a template adds to the owner's, once a resource is in use that has none of them. It is
 * asked for once: what cannot be made is told, and is asked for by a person then.
 */
export async function wantFurtherAccess(tx: Queryable, resourceId: string): Promise<void> {
  const asked = await tx.query(sql`
    UPDATE resources r SET reissue = 'rotate', reissue_by = NULL, reissue_access = 'read-only', reissue_acknowledged = false,
      updated_at = clock_timestamp()
    WHERE id = ${resourceId} AND state = 'active' AND reissue IS NULL AND 'read-only' = ANY(accesses)
      AND NOT EXISTS (SELECT FROM grants WHERE resource_id = r.id AND access = 'read-only' AND ended_at IS NULL) RETURNING id`);
  if (asked.length > 0) await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
}
