import { AppError } from "#domain/errors/app-error.ts";
import { canLease } from "#domain/leases/can-lease.ts";
import type { LeaseLimits } from "#domain/leases/lease-limits.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { actorFromPrincipal } from "#server/identity/actor-from-principal.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";
import { serviceAccountActor } from "#server/identity/service-account-actor.ts";
import { readLeaseCase } from "#server/leases/read-lease-case.ts";
import { readLeaseHolder } from "#server/leases/read-lease-holder.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";

/** A lease whose login is being made. */
export interface LeaseOrder {
  readonly leaseId: string;
  readonly principalId: string;
  /** 65 bytes, an uncompressed P-256 point (SEC1). */
  readonly publicKey: Uint8Array;
  readonly ttlSeconds: number;
  /** What no renewal goes beyond: the cap that this process's own catalog has, counted from now. */
  readonly untilMax: Date;
}

interface Row extends PrincipalRow {
  readonly leaseId: string;
  readonly publicKey: Buffer;
  readonly ttlSeconds: number;
  readonly accountTeam: string | null;
  readonly personId: string | null;
  readonly now: Date;
}

/**
 * Gives the lease that a run makes the login of, as the worker's own catalog and the ledger stand now: it believes no row
 * that says somebody may.
 *
 * @throws forbidden when it is over, when whoever asked cannot sign in or is of another team, when the same is so of the
 *   person that it is for, or when there are no leases of it
 */
export async function readLeaseOrder(ctx: ServerContext, run: LockedRun): Promise<LeaseOrder> {
  const [row] = await ctx.db.query<Row>(sql`
    SELECT l.id AS "leaseId", l.public_key AS "publicKey", l.ttl_seconds AS "ttlSeconds", a.team AS "accountTeam", l.on_behalf_of_id AS "personId",
      p.id, p.kind, p.issuer, p.subject, p.email, p.name, p.groups, date_trunc('milliseconds', clock_timestamp()) AS now
    FROM leases l JOIN principals p ON p.id = l.principal_id LEFT JOIN service_accounts a ON a.id = p.id
    WHERE l.resource_id = ${run.resourceId} AND l.generation = ${run.generation} AND l.state = 'waiting'
      AND p.disabled_at IS NULL AND a.revoked_at IS NULL`);
  const held = await readLeaseCase(ctx.db, ctx.catalog, run.resourceId);
  if (row === undefined || held === null) throw new AppError("forbidden", "The lease is over already.");
  const { leaseId, publicKey, ttlSeconds, accountTeam, personId, now, ...principal } = row;
  const actor = holderOf(ctx, principal, accountTeam);
  const permission = canLease(await readLeaseHolder(ctx.db, ctx, { actor, personId }), held);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  const { maxTtlSeconds, maxTotalSeconds } = held.limits ?? noTime;
  return {
    leaseId,
    principalId: principal.id,
    publicKey,
    ttlSeconds: Math.min(ttlSeconds, maxTtlSeconds, maxTotalSeconds),
    untilMax: new Date(now.getTime() + maxTotalSeconds * 1000),
  };
}

const noTime: LeaseLimits = { maxTtlSeconds: 0, maxTotalSeconds: 0, maxOpen: 0 };

function holderOf(ctx: ServerContext, principal: PrincipalRow, accountTeam: string | null) {
  const facts = { channel: "system", scopes: [], authTime: null, acr: null, act: null } as const;
  if (principal.kind === "user") return actorFromPrincipal(ctx, principal, facts);
  return serviceAccountActor(ctx, { ...principal, team: accountTeam ?? "" }, facts);
}
