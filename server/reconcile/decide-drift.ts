import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { DriftDecision } from "#domain/contracts/inspection.ts";
import type { ResourceDetailView, ResourceState } from "#domain/contracts/resource.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canAdopt, canRevert } from "#domain/reconcile/can-decide-drift.ts";
import { driftDigest } from "#domain/reconcile/drift-digest.ts";
import { reportedOf, type SeenDifference } from "#domain/reconcile/seen-difference.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { promise } from "#server/outbox/promise.ts";
import { readAdopted } from "#server/reconcile/read-adopted.ts";
import { parseSeenDifferences } from "#server/reconcile/parse-seen-differences.ts";
import { showResource } from "#server/resources/show-resource.ts";

type Decided = DriftDecision & { readonly id: string };

/**
 * Has a resource brought back to what was granted, or accepts it as it is, by the differences that were read.
 *
 * Decided under the resource's lock: of two who decide at once, one is told that it changed or is being done.
 * @throws not_found, forbidden, wrong_state, digest_stale
 */
export async function decideDrift(ctx: ServerContext, actor: Actor, decision: Decided): Promise<ResourceDetailView> {
  const { id } = decision;
  const { owner, team, requestId, name } = await showResource(ctx, actor, id);
  await ctx.db.transaction(async (tx) => {
    const held = await lockDrifted(tx, id);
    assertMay(actor, decision, { ...held, owner, team });
    if (driftDigest(held.differences) !== decision.digest) {
      throw new AppError("digest_stale", "What differs has changed since you read it. Look again.", {
        details: { digest: driftDigest(held.differences) },
      });
    }
    const resource = { id, requestId, name, differences: held.differences };
    if (decision.action === "revert") await wantRevert(tx, actor, resource);
    else await adopt(tx, actor, { ...resource, reason: decision.reason });
  });
  return showResource(ctx, actor, id);
}

interface Held {
  readonly state: ResourceState;
  readonly isReverting: boolean;
  readonly differences: readonly SeenDifference[];
}

async function lockDrifted(tx: Queryable, id: string): Promise<Held> {
  const [row] = await tx.query<{ state: ResourceState }>(sql`SELECT state FROM resources WHERE id = ${id} FOR UPDATE`);
  const [seen] = await tx.query<{ drift: unknown; isReverting: boolean }>(sql`
    SELECT drift, revert_at IS NOT NULL AS "isReverting" FROM inspections WHERE resource_id = ${id}`);
  const adopted = new Set(await readAdopted(tx, id));
  return {
    state: row?.state ?? "destroyed",
    isReverting: seen?.isReverting ?? false,
    differences: reportedOf(parseSeenDifferences(seen?.drift), adopted),
  };
}

function assertMay(actor: Actor, { action }: Decided, held: Held & Pick<ResourceDetailView, "owner" | "team">): void {
  const can = action === "revert" ? canRevert : canAdopt;
  const permission = can(actor, held);
  if (permission.allowed) return;
  const entitled = can(actor, { ...held, state: "active", isReverting: false, differences: [{}] }).allowed;
  throw new AppError(entitled ? "wrong_state" : "forbidden", permission.reason, { details: { state: held.state } });
}

interface Drifted {
  readonly id: string;
  readonly requestId: string;
  readonly name: string;
  readonly differences: readonly SeenDifference[];
}

async function wantRevert(tx: Queryable, actor: Actor, { id, requestId, name, differences }: Drifted): Promise<void> {
  await tx.query(sql`
    UPDATE inspections SET revert_by = ${actor.principalId}, revert_at = clock_timestamp() WHERE resource_id = ${id}`);
  await appendAudit(tx, {
    stream: `resource:${id}`,
    requestId,
    actor: auditActor(actor),
    action: "resource.revert_requested",
    object: `resource:${id}`,
    message: `Asked to bring ${name} back to what was granted.`,
    details: { differences: plain(differences) },
  });
  await promise(tx, { topic: "resource.revert", key: id, payload: { resourceId: id } });
}

async function adopt(tx: Queryable, actor: Actor, adopted: Drifted & { readonly reason: string }): Promise<void> {
  const { id, requestId, name, differences, reason } = adopted;
  for (const { digest, what, expected, found } of differences) {
    await tx.query(sql`
      INSERT INTO adopted_drifts (resource_id, digest, what, expected, found, reason, adopted_by)
      VALUES (${id}, ${digest}, ${what}, ${JSON.stringify(expected)}::jsonb, ${JSON.stringify(found)}::jsonb, ${reason},
        ${actor.principalId})`);
  }
  await appendAudit(tx, {
    stream: `resource:${id}`,
    requestId,
    actor: auditActor(actor),
    action: "resource.drift_adopted",
    object: `resource:${id}`,
    message: `Adopted what differs of ${name}: ${reason}`,
    details: { differences: plain(differences), reason },
  });
}

function plain(differences: readonly SeenDifference[]) {
  return differences.map(({ what, expected, found }) => ({ what, expected, found }));
}
