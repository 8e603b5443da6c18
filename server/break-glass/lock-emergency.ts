import type { EmergencyState } from "#domain/contracts/break-glass.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** A person as a use of emergency access names them. */
export interface EmergencyPerson {
  readonly principalId: string;
  readonly email: string | null;
  readonly name: string;
}

/** One use as it stands under its resource's lock. */
export interface LockedEmergency {
  readonly id: string;
  readonly resourceId: string;
  readonly requestId: string;
  /** Of the resource. */
  readonly name: string;
  readonly state: EmergencyState;
  readonly incident: string;
  readonly reason: string;
  readonly isLate: boolean;
  readonly isReviewed: boolean;
  readonly ownerId: string;
  readonly reviewers: readonly string[];
  readonly by: EmergencyPerson & { readonly groups: readonly string[]; readonly isDisabled: boolean };
  readonly second: EmergencyPerson | null;
}

/** Locks the resource of a use, then reads the use: what is read is what the lock protects. Null: there is none. */
export async function lockEmergency(tx: Queryable, id: string): Promise<LockedEmergency | null> {
  await tx.query(sql`
    SELECT FROM resources WHERE id = (SELECT resource_id FROM emergencies WHERE id = ${id}) FOR UPDATE`);
  const [row] = await tx.query<LockedEmergency>(sql`
    SELECT e.id, e.resource_id AS "resourceId", r.request_id AS "requestId", r.name, e.state, e.incident, e.reason, e.reviewers,
      coalesce(e.confirm_by < clock_timestamp(), false) AS "isLate", e.reviewed_at IS NOT NULL AS "isReviewed",
      coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId",
      jsonb_build_object('principalId', p.id, 'email', p.email, 'name', p.name, 'groups', to_jsonb(p.groups),
        'isDisabled', p.disabled_at IS NOT NULL) AS by,
      CASE WHEN s.id IS NOT NULL THEN jsonb_build_object('principalId', s.id, 'email', s.email, 'name', s.name) END AS second
    FROM emergencies e JOIN resources r ON r.id = e.resource_id JOIN requests q ON q.id = r.request_id
      JOIN principals p ON p.id = e.principal_id LEFT JOIN principals s ON s.id = e.second_id
    WHERE e.id = ${id}`);
  return row ?? null;
}
