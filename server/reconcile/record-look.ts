import { z } from "zod";
import type { Inspection, Usage } from "#domain/provisioning/resource-type.ts";
import { addConnections } from "#domain/reconcile/seen-connections.ts";
import { addLook, looksToReport, type SeenDifference } from "#domain/reconcile/seen-difference.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { parseSeenDifferences } from "#server/reconcile/parse-seen-differences.ts";
import { settleDrift } from "#server/reconcile/settle-drift.ts";
import { settleMissing } from "#server/reconcile/settle-missing.ts";
import { settleReopened } from "#server/reconcile/settle-reopened.ts";

/** What a second look is taken for is not waited for a whole interval. */
const confirmSeconds = 60;

/** One look that the back end answered. */
export interface TakenLook {
  readonly resourceId: string;
  /** By the database's clock, before the back end was asked. */
  readonly begunAt: Date;
  readonly inspection: Inspection;
  /** Generations of what is frozen that were proven to let nobody in, and do again. */
  readonly reopened: readonly number[];
}

/** A resource under its lock, with what the looks before had seen. */
export interface LookedResource {
  readonly id: string;
  readonly requestId: string;
  readonly name: string;
  readonly team: string;
  readonly state: "active" | "frozen";
  readonly blockedReason: string | null;
  readonly ownerId: string;
  readonly missingLooks: number;
}

interface Row extends LookedResource {
  readonly lookedAt: Date | null;
  readonly drift: unknown;
  readonly usage: unknown;
  readonly connectedAt: Date | null;
  readonly connectedAfter: Date | null;
  readonly unusedSince: Date | null;
  readonly isBusy: boolean;
  readonly hadRun: boolean;
  readonly now: Date;
}

/**
 * Writes down what a look saw, under the resource's lock, with everything that follows from it: a thing that is gone is
 * blocked and told, drift that was found twice is told once. A look during which a run was at work is dropped: what it
 * saw was on its way.
 */
export async function recordLook(ctx: ServerContext, look: TakenLook): Promise<void> {
  const { resourceId, begunAt, inspection, reopened } = look;
  await ctx.db.transaction(async (tx) => {
    const row = await lockLooked(tx, resourceId, begunAt);
    if (row === null || row.isBusy) return;
    const before = parseSeenDifferences(row.drift);
    const found = inspection.exists ? (inspection.drift ?? []) : [];
    const drift = addLook(before, found, row.now.toISOString());
    const missingLooks = inspection.exists ? 0 : row.missingLooks + 1;
    await writeLook(tx, row, { inspection, drift, missingLooks });
    await settleMissing(tx, ctx, { resource: row, missingLooks });
    await settleReopened(tx, ctx, { resource: row, generations: reopened });
    if (inspection.exists) await settleDrift(tx, ctx, { resource: row, before, drift });
  });
}

async function lockLooked(tx: Queryable, resourceId: string, begunAt: Date): Promise<Row | null> {
  await tx.query(sql`SELECT FROM resources WHERE id = ${resourceId} FOR UPDATE`);
  const [row] = await tx.query<Row>(sql`
    SELECT r.id, r.request_id AS "requestId", r.name, r.team, r.state, r.blocked_reason AS "blockedReason",
      coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId", i.missing_looks AS "missingLooks",
      i.looked_at AS "lookedAt", i.drift, i.usage, i.connected_at AS "connectedAt", i.connected_after AS "connectedAfter",
      i.unused_since AS "unusedSince", clock_timestamp() AS now,
      EXISTS (SELECT FROM runs WHERE resource_id = r.id AND (finished_at IS NULL OR finished_at >= ${begunAt})) AS "isBusy",
      EXISTS (SELECT FROM runs WHERE resource_id = r.id AND finished_at >= i.looked_at) AS "hadRun"
    FROM resources r JOIN requests q ON q.id = r.request_id JOIN inspections i ON i.resource_id = r.id
    WHERE r.id = ${resourceId} AND r.state IN ('active', 'frozen')`);
  return row ?? null;
}

interface Written {
  readonly inspection: Inspection;
  readonly drift: readonly SeenDifference[];
  readonly missingLooks: number;
}

const storedUsageSchema = z.object({ sessionsTotal: z.number().nullable().optional() });

async function writeLook(tx: Queryable, row: Row, { inspection, drift, missingLooks }: Written): Promise<void> {
  const { usage } = inspection;
  const seen = usage === undefined ? row : connectionsOf(row, usage);
  const isUnsure = missingLooks === 1 || drift.some(({ looks }) => looks < looksToReport);
  await tx.query(sql`
    UPDATE inspections SET looked_at = ${row.now}, failed_at = NULL, failure = NULL, missing_looks = ${missingLooks},
      drift = ${JSON.stringify(drift)}::jsonb, usage = ${JSON.stringify(usage ?? null)}::jsonb,
      connected_at = ${seen.connectedAt}::timestamptz, connected_after = ${seen.connectedAfter}::timestamptz,
      unused_since = ${seen.unusedSince}::timestamptz,
      due_at = CASE WHEN ${isUnsure} THEN least(due_at, clock_timestamp() + make_interval(secs => ${confirmSeconds}))
        ELSE due_at END
    WHERE resource_id = ${row.id}`);
}

function connectionsOf(row: Row, usage: Usage) {
  const sessionsTotal = storedUsageSchema.safeParse(row.usage).data?.sessionsTotal ?? null;
  const before = row.lookedAt === null ? null : { at: row.lookedAt, sessionsTotal };
  return addConnections(row, { usage, at: row.now, before, hadRun: row.hadRun });
}
