import type { Actor } from "#domain/access/actor.ts";
import type { LeaseView } from "#domain/contracts/lease.ts";
import { canLease } from "#domain/leases/can-lease.ts";
import { leaseBounds, type LeaseLimits } from "#domain/leases/lease-limits.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { presentLease, readLeases } from "#server/leases/lease-record.ts";
import { readLeaseCase } from "#server/leases/read-lease-case.ts";
import { showResource } from "#server/resources/show-resource.ts";

/** A lease as a page shows it: nothing that was sealed. */
export type ShownLease = Omit<LeaseView, "enc" | "ciphertext">;

/** The leases of a resource as its page shows them. */
export interface ResourceLeases {
  /** Newest first. */
  readonly open: readonly ShownLease[];
  /** How many are over. */
  readonly pastCount: number;
  /** Null: there are none of it. */
  readonly limits: LeaseLimits | null;
  /** Whether the viewer may get one now. */
  readonly mayLease: boolean;
}

/** Gives the leases of a resource that the actor may see. @throws not_found */
export async function showLeases(ctx: ServerContext, actor: Actor, resourceId: string): Promise<ResourceLeases> {
  await showResource(ctx, actor, resourceId);
  const records = await readLeases(ctx.db, { resourceId, openOnly: true, limit: leaseBounds.openMax });
  const [counted] = await ctx.db.query<{ past: number }>(sql`
    SELECT count(*)::int AS past FROM leases WHERE resource_id = ${resourceId} AND state <> 'waiting'
      AND (generation IS NULL OR ended_at IS NOT NULL)`);
  const held = await readLeaseCase(ctx.db, ctx.catalog, resourceId);
  return {
    open: records.map((record) => {
      const { enc: _enc, ciphertext: _ciphertext, ...shown } = presentLease(record, actor);
      return shown;
    }),
    pastCount: counted?.past ?? 0,
    limits: held?.isLeasable === true ? held.limits : null,
    mayLease: held !== null && canLease(actor, held).allowed,
  };
}
