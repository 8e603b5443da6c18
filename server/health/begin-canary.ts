import { canaryMinutes, canarySecondsMax } from "#domain/health/canary-policy.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { planCanary, type CanaryPlan } from "#server/health/canary-plan.ts";
import type { ServerContext } from "#server/context.ts";
import { newId } from "#server/ids/new-id.ts";

/** A synthetic build that this worker alone performs while its lease lives. */
export interface Canary extends CanaryPlan {
  readonly id: string;
  readonly backend: string;
}

/** Beside what it may take: room to write down how it ended. */
const roomSeconds = 30;

/**
 * Writes down that a synthetic build begins, with the id that marks all that it will make; null where one is under way or
 * nothing can be built there. One whose worker died counts as neither good nor bad.
 */
export async function beginCanary(ctx: Pick<ServerContext, "db" | "catalog">, backend: string): Promise<Canary | null> {
  const plan = planCanary(ctx.catalog, backend);
  return ctx.db.transaction(async (tx) => {
    await tx.query(sql`INSERT INTO backend_health (name) VALUES (${backend}) ON CONFLICT (name) DO NOTHING`);
    await tx.query(sql`SELECT FROM backend_health WHERE name = ${backend} FOR UPDATE`);
    await tx.query(sql`
      UPDATE backend_health SET canary_at = clock_timestamp() + make_interval(mins => ${canaryMinutes}) WHERE name = ${backend}`);
    if (plan === null) return null;
    await tx.query(sql`
      UPDATE backend_canaries SET finished_at = clock_timestamp(), code = 'aborted', message = 'Its worker stopped.'
      WHERE backend = ${backend} AND finished_at IS NULL AND lease_until <= clock_timestamp()`);
    const id = newId("canary");
    const begun = await tx.query(sql`
      INSERT INTO backend_canaries (id, backend, resource_type, environment, parameters, lease_until)
      SELECT ${id}, ${backend}, ${plan.type}, ${plan.environment}, ${JSON.stringify(plan.parameters)}::jsonb,
        clock_timestamp() + make_interval(secs => ${canarySecondsMax + roomSeconds})
      WHERE NOT EXISTS (SELECT FROM backend_canaries WHERE backend = ${backend} AND finished_at IS NULL) RETURNING id`);
    return begun.length === 0 ? null : { ...plan, id, backend };
  });
}
