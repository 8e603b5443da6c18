import type { Actor } from "#domain/access/actor.ts";
import { leaseSchema, type LeaseState, type LeaseView } from "#domain/contracts/lease.ts";
import type { Person } from "#domain/contracts/request.ts";
import { encodeBase64url } from "#domain/credentials/base64url.ts";
import { canReleaseLease, canRenewLease } from "#domain/leases/can-lease.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** A lease as the ledger has it now. */
export interface LeaseRecord {
  readonly id: string;
  readonly state: LeaseState;
  readonly resourceId: string;
  readonly team: string;
  readonly by: Person;
  readonly onBehalfOf: Person | null;
  readonly workload: unknown;
  readonly purpose: string | null;
  readonly generation: number | null;
  readonly enc: Buffer | null;
  readonly ciphertext: Buffer | null;
  readonly createdAt: Date;
  readonly sealedUntil: Date | null;
  readonly expiresAt: Date | null;
  readonly untilMax: Date | null;
  readonly renewals: number;
  readonly endedAt: Date | null;
  readonly reason: string | null;
}

/** Which leases are read: one, or a page of a resource's. */
export interface LeasePick {
  readonly id?: string;
  readonly resourceId?: string;
  /** Only what lets somebody in, or will, or has not been proven to have ended. */
  readonly openOnly?: boolean;
  readonly after?: { readonly createdAt: Date; readonly id: string } | null;
  readonly limit?: number;
}

/**
 * Reads leases, the newest first, as they stand by the database's clock: what has run out, and what is of a resource that
 * is not in use, is over before anybody has written that down.
 */
export function readLeases(on: Queryable, pick: LeasePick): Promise<LeaseRecord[]> {
  const { id = null, resourceId = null, openOnly = false, after = null, limit = 1 } = pick;
  return on.query<LeaseRecord>(sql`
    SELECT l.id, l.resource_id AS "resourceId", r.team, l.purpose, l.generation, l.enc, l.ciphertext, l.created_at AS "createdAt",
      l.sealed_until AS "sealedUntil", l.expires_at AS "expiresAt", l.until_max AS "untilMax", l.renewals, l.ended_at AS "endedAt",
      l.reason, l.workload, CASE
        WHEN l.state = 'active' AND l.expires_at <= clock_timestamp() THEN 'expired'
        WHEN l.state = 'active' AND r.state <> 'active' THEN 'released'
        ELSE l.state END AS state,
      jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email) AS by,
      CASE WHEN b.id IS NOT NULL THEN jsonb_build_object('id', b.id, 'name', b.name, 'email', b.email) END AS "onBehalfOf"
    FROM leases l JOIN resources r ON r.id = l.resource_id JOIN principals p ON p.id = l.principal_id
      LEFT JOIN principals b ON b.id = l.on_behalf_of_id
    WHERE (${id}::text IS NULL OR l.id = ${id}) AND (${resourceId}::text IS NULL OR l.resource_id = ${resourceId})
      AND (NOT ${openOnly}::boolean OR l.state = 'waiting' OR (l.generation IS NOT NULL AND l.ended_at IS NULL))
      AND (${after === null}::boolean OR (l.created_at, l.id) < (${after?.createdAt ?? null}::timestamptz, ${after?.id ?? null}::text))
    ORDER BY l.created_at DESC, l.id DESC LIMIT ${limit}`);
}

/** Shows one to an actor; what was sealed goes to whoever asked for it alone, and while it lets them in. */
export function presentLease(record: LeaseRecord, actor: Actor): LeaseView {
  const { id, team, by, enc, ciphertext, untilMax, ...lease } = record;
  const state = leaseSchema.shape.state.parse(record.state);
  const tended = { state, principalId: by.id, team };
  const isOwn = by.id === actor.principalId && state === "active";
  return {
    ...lease,
    leaseId: id,
    state,
    by,
    workload: leaseSchema.shape.workload.parse(lease.workload),
    enc: isOwn && enc ? encodeBase64url(enc) : null,
    ciphertext: isOwn && ciphertext ? encodeBase64url(ciphertext) : null,
    createdAt: lease.createdAt.toISOString(),
    sealedUntil: lease.sealedUntil?.toISOString() ?? null,
    expiresAt: lease.expiresAt?.toISOString() ?? null,
    renewableUntil: untilMax?.toISOString() ?? null,
    endedAt: lease.endedAt?.toISOString() ?? null,
    can: { renew: canRenewLease(actor, tended).allowed, release: canReleaseLease(actor, tended).allowed },
  };
}
