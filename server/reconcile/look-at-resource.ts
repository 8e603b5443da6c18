import { isAppError } from "#domain/errors/app-error.ts";
import type { Access } from "#domain/provisioning/resource-type.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { recordFailedLook } from "#server/reconcile/record-failed-look.ts";
import { recordLook, type TakenLook } from "#server/reconcile/record-look.ts";
import { withLook } from "#server/runs/open-look.ts";
import { readSubject } from "#server/runs/read-subject.ts";
import { requireType, type RunServices } from "#server/runs/run-services.ts";

interface Ended {
  readonly generation: number;
  readonly access: Access;
}

/** Ended generations of what is frozen that are looked at, the newest; older ones are not. */
const endedMax = 10;

interface Target {
  readonly requestId: string;
  /** The newest generation that lets its owner in; where none does, the newest. */
  readonly generation: number;
  readonly access: Access;
  /** Whether it lets anybody in: what was ended is not compared with what was granted. */
  readonly isLive: boolean;
  /** Of what is frozen, the ten newest generations that were proven to let nobody in, the newest first. */
  readonly ended: readonly Ended[];
  readonly now: Date;
}

/**
 * Looks at one resource on its back end, under no lock, and writes down what it saw. What is neither active nor frozen
 * is not looked at, and what a run had its hands on meanwhile is looked at again.
 */
export async function lookAtResource(services: RunServices, resourceId: string): Promise<void> {
  const { ctx } = services;
  const [target] = await ctx.db.query<Target>(sql`
    SELECT r.request_id AS "requestId", coalesce(g.generation, 1) AS generation, coalesce(g.access, 'owner') AS access,
      g.generation IS NOT NULL AND g.ended_at IS NULL AND r.state = 'active' AS "isLive", clock_timestamp() AS now,
      coalesce((SELECT jsonb_agg(e) FROM (SELECT generation, access FROM grants
        WHERE resource_id = r.id AND r.state = 'frozen' AND ended_at IS NOT NULL
        ORDER BY generation DESC LIMIT ${endedMax}) e), '[]') AS ended
    FROM resources r LEFT JOIN LATERAL (
      SELECT generation, access, ended_at FROM grants WHERE resource_id = r.id AND emergency_id IS NULL
      ORDER BY access <> 'owner', ended_at IS NOT NULL, generation DESC LIMIT 1) g ON true
    WHERE r.id = ${resourceId} AND r.state IN ('active', 'frozen')`);
  if (target === undefined) return;
  const seen = await look(services, resourceId, target);
  if ("failure" in seen) await recordFailedLook(ctx, resourceId, seen.failure);
  else await recordLook(ctx, { resourceId, begunAt: target.now, ...seen });
}

type Seen = Pick<TakenLook, "inspection" | "reopened">;

async function look(
  services: RunServices,
  resourceId: string,
  target: Target,
): Promise<Seen | { readonly failure: string }> {
  try {
    const subject = await readSubject(services.ctx, { resourceId, requestId: target.requestId });
    const type = requireType(services, subject.type);
    const inspectAs = (which: Ended) => withLook(services, { subject, ...which }, (context) => type.inspect(context));
    const { drift, ...seen } = await inspectAs(target);
    const reopened: number[] = [];
    for (const ended of target.ended) {
      const { letsIn } = ended.generation === target.generation ? seen : await inspectAs(ended);
      if (letsIn) reopened.push(ended.generation);
    }
    return { inspection: { ...seen, drift: target.isLive ? (drift ?? []) : [] }, reopened };
  } catch (error) {
    services.ctx.log.warn({ err: error, resourceId }, "a look at a resource came to nothing");
    return { failure: isAppError(error) ? error.message : "The look failed for a reason nobody foresaw." };
  }
}
