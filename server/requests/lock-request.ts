import type { RequestState } from "#domain/contracts/request.ts";
import type { RequestKind } from "#domain/requests/request-kinds.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { requestNotFound } from "#server/requests/show-request.ts";

interface Voter {
  readonly name: string | null;
  readonly email: string | null;
}

/** A valid vote on a locked request, with its voter. */
export interface LockedVote {
  readonly principalId: string;
  readonly stage: number;
  readonly verdict: string;
  readonly digest: string;
  readonly at: string;
  readonly principal: Voter;
}

/** A request's row as it stands under its lock, with its valid votes. */
export interface LockedRequest {
  readonly id: string;
  readonly revision: number;
  readonly state: RequestState;
  readonly digest: string;
  readonly name: string;
  readonly team: string;
  readonly environment: string;
  readonly classification: string;
  readonly purpose: string;
  readonly lifetimeHours: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly delivery: string;
  readonly templateId: string;
  readonly templateVersionId: string;
  readonly resourceType: string;
  readonly decision: unknown;
  readonly approvalPlan: unknown;
  readonly counterOffer: unknown;
  readonly requesterId: string;
  readonly onBehalfOfId: string | null;
  readonly requester: Voter;
  readonly onBehalfOf: Voter | null;
  readonly votes: readonly LockedVote[];
  /** The way it came in; `system`: nobody asked for it but the clock. */
  readonly channel: string;
  readonly kind: RequestKind;
  /** The thing that it is about; null: it asks for a new one. */
  readonly aboutResourceId: string | null;
}

/**
 * Locks a request and reads it in the next statement, so that what is read is what the lock protects.
 *
 * @throws not_found
 */
export async function lockRequest(tx: Queryable, id: string): Promise<LockedRequest> {
  await tx.query(sql`SELECT 1 FROM requests WHERE id = ${id} FOR UPDATE`);
  const [row] = await tx.query<LockedRequest>(sql`
    SELECT q.id, q.revision, q.state, q.digest, q.name, q.team, q.environment, q.classification, q.purpose,
      q.lifetime_hours AS "lifetimeHours", q.parameters, q.delivery, q.template_id AS "templateId",
      q.template_version_id AS "templateVersionId", q.resource_type AS "resourceType", q.decision, q.approval_plan AS "approvalPlan",
      q.counter_offer AS "counterOffer", q.channel, q.kind, q.about_resource_id AS "aboutResourceId",
      q.requester_id AS "requesterId", q.on_behalf_of_id AS "onBehalfOfId",
      jsonb_build_object('name', p.name, 'email', p.email) AS requester,
      CASE WHEN b.id IS NOT NULL THEN jsonb_build_object('name', b.name, 'email', b.email) END AS "onBehalfOf",
      coalesce((SELECT jsonb_agg(jsonb_build_object('principalId', v.principal_id, 'stage', v.stage,
          'verdict', v.verdict, 'digest', v.digest, 'at', v.at,
          'principal', jsonb_build_object('name', w.name, 'email', w.email)) ORDER BY v.at)
        FROM votes v JOIN principals w ON w.id = v.principal_id WHERE v.request_id = q.id AND v.valid), '[]') AS votes
    FROM requests q JOIN principals p ON p.id = q.requester_id LEFT JOIN principals b ON b.id = q.on_behalf_of_id
    WHERE q.id = ${id}`);
  if (row === undefined) throw requestNotFound();
  return row;
}
