import { isAppError } from "#domain/errors/app-error.ts";
import type { Access, Inspection } from "#domain/provisioning/resource-type.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { recordFailedLook } from "#server/reconcile/record-failed-look.ts";
import { recordLook } from "#server/reconcile/record-look.ts";
import { withLook } from "#server/runs/open-look.ts";
import { readSubject } from "#server/runs/read-subject.ts";
import { requireType, type RunServices } from "#server/runs/run-services.ts";

interface Target {
  readonly requestId: string;
  /** The newest generation that lets its owner in; where none does, the newest. */
  readonly generation: number;
  readonly access: Access;
  /** Whether it lets anybody in: what was ended is not compared with what was granted. */
  readonly isLive: boolean;
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
      g.generation IS NOT NULL AND g.ended_at IS NULL AND r.state = 'active' AS "isLive", clock_timestamp() AS now
    FROM resources r LEFT JOIN LATERAL (
      SELECT generation, access, ended_at FROM grants WHERE resource_id = r.id AND emergency_id IS NULL
      ORDER BY access <> 'owner', ended_at IS NOT NULL, generation DESC LIMIT 1) g ON true
    WHERE r.id = ${resourceId} AND r.state IN ('active', 'frozen')`);
  if (target === undefined) return;
  const seen = await look(services, resourceId, target);
  if ("failure" in seen) await recordFailedLook(ctx, resourceId, seen.failure);
  else await recordLook(ctx, { resourceId, begunAt: target.now, inspection: seen });
}

async function look(
  services: RunServices,
  resourceId: string,
  target: Target,
): Promise<Inspection | { readonly failure: string }> {
  try {
    const subject = await readSubject(services.ctx, { resourceId, requestId: target.requestId });
    const type = requireType(services, subject.type);
    const { drift, ...seen } = await withLook(services, { subject, ...target }, (context) => type.inspect(context));
    return { ...seen, drift: target.isLive ? (drift ?? []) : [] };
  } catch (error) {
    services.ctx.log.warn({ err: error, resourceId }, "a look at a resource came to nothing");
    return { failure: isAppError(error) ? error.message : "The look failed for a reason nobody foresaw." };
  }
}
