import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { LeaseView } from "#domain/contracts/lease.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canLease } from "#domain/leases/can-lease.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { invalidInput } from "#server/http/parse-input.ts";
import { readStanding } from "#server/identity/read-standing.ts";
import { readLeaseCase } from "#server/leases/read-lease-case.ts";
import { readLeaseHolder } from "#server/leases/read-lease-holder.ts";
import type { LeaseRecord } from "#server/leases/lease-record.ts";
import { findVisibleLease, showLease } from "#server/leases/show-lease.ts";

/** A call as it came in. */
export interface RenewLeaseInput {
  readonly id: string;
  readonly ttlSeconds: number;
}

/**
 * Makes a lease last for `ttlSeconds` from now, never beyond its cap, which is counted from its start; its login stays
 * the same. Whoever asked for it alone, as long as they may lease the resource.
 *
 * Decided under the resource's lock by the database's clock: what is over stays over.
 * @throws not_found, forbidden, wrong_state, limit_reached when it lasts to its cap already, invalid_input
 */
export async function renewLease(ctx: ServerContext, actor: Actor, input: RenewLeaseInput): Promise<LeaseView> {
  const { resourceId, by, onBehalfOf } = await findVisibleLease(ctx, actor, input.id);
  if (by.id !== actor.principalId) throw new AppError("forbidden", "Only whoever asked for it can renew it.");
  await ctx.db.transaction(async (tx) => {
    await tx.query(sql`SELECT FROM resources WHERE id = ${resourceId} FOR UPDATE`);
    const held = await readLeaseCase(tx, ctx.catalog, resourceId);
    const standing = await readStanding(tx, ctx, actor);
    const holder = await readLeaseHolder(tx, ctx, { actor: standing, personId: onBehalfOf?.id ?? null });
    const permission = held && canLease(holder, held);
    if (!permission?.allowed) {
      const state = held?.state ?? "destroyed";
      const code = state === "active" ? "forbidden" : "wrong_state";
      throw new AppError(code, permission?.reason ?? "It is gone.", { details: { state } });
    }
    const maxTtlSeconds = held?.limits?.maxTtlSeconds ?? 0;
    if (input.ttlSeconds > maxTtlSeconds) {
      const message = `A lease of it lasts for ${maxTtlSeconds} seconds at most from each renewal.`;
      throw invalidInput([{ in: "body", path: "/ttlSeconds", message }]);
    }
    await renew(tx, actor, { ...input, resourceId, onBehalfOf });
  });
  return showLease(ctx, actor, input.id);
}

async function renew(
  tx: Queryable,
  actor: Actor,
  { id, ttlSeconds, resourceId, onBehalfOf }: RenewLeaseInput & Pick<LeaseRecord, "resourceId" | "onBehalfOf">,
): Promise<void> {
  const [renewed] = await tx.query<{ expiresAt: Date; before: Date }>(sql`
    UPDATE leases l SET renewals = l.renewals + 1, expires_at = greatest(l.expires_at,
      least(date_trunc('milliseconds', clock_timestamp() + make_interval(secs => ${ttlSeconds})), l.until_max))
    FROM leases o WHERE l.id = ${id} AND o.id = l.id AND l.state = 'active' AND l.expires_at > clock_timestamp()
    RETURNING l.expires_at AS "expiresAt", o.expires_at AS before`);
  if (renewed === undefined) {
    throw new AppError("wrong_state", "It does not let anybody in now. Ask for another lease.");
  }
  if (renewed.expiresAt.getTime() === renewed.before.getTime()) {
    throw new AppError("limit_reached", "It lasts as long as it may already. Ask for another lease.", {
      details: { renewableUntil: renewed.expiresAt.toISOString() },
    });
  }
  await appendAudit(tx, {
    stream: `resource:${resourceId}`,
    requestId: null,
    actor: auditActor(actor, onBehalfOf),
    action: "lease.renewed",
    object: `lease:${id}`,
    message: `A lease was renewed until ${renewed.expiresAt.toISOString()}.`,
    details: { expiresAt: renewed.expiresAt.toISOString() },
  });
}
