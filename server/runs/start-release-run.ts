import { revokeSteps } from "#domain/runs/revoke-steps.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { newId } from "#server/ids/new-id.ts";
import { settleLeases } from "#server/leases/settle-leases.ts";
import { clearTheWay, findActiveRun } from "#server/runs/clear-the-way.ts";
import type { RunServices } from "#server/runs/run-services.ts";

const destroyStep = { name: "destroy", title: "Destroy and prove absence" };

interface Releasing {
  readonly state: string;
  readonly type: string;
  readonly requestId: string;
  readonly generation: number;
}

/**
 * Makes the run that ends a resource marked `destroying`, every live generation first; gives the one that exists when it
 * was made before, or the one that has to end before it.
 */
export async function startReleaseRun(services: RunServices, resourceId: string): Promise<string | null> {
  return services.ctx.db.transaction(async (tx) => {
    const [resource] = await tx.query<Releasing>(sql`
      SELECT r.state, r.type, r.request_id AS "requestId",
        coalesce((SELECT max(generation) FROM grants WHERE resource_id = r.id), 1) AS generation
      FROM resources r WHERE r.id = ${resourceId} FOR UPDATE OF r`);
    if (resource?.state !== "destroying") return null;
    const active = await findActiveRun(tx, resourceId);
    const first = active === null || active.kind === "release" ? (active?.id ?? null) : await clearTheWay(tx, active);
    if (first !== null) return first;
    const live = await tx.query<{ generation: number }>(sql`
      SELECT generation FROM grants WHERE resource_id = ${resourceId} AND ended_at IS NULL`);
    const leases = await settleLeases(tx, { id: resourceId, state: "destroying" });
    const generations = [...live.map(({ generation }) => generation), ...leases.live];
    const steps = [...revokeSteps(generations, resource.generation), destroyStep];
    const id = newId("run");
    await tx.query(sql`
      WITH run AS (
        INSERT INTO runs (id, kind, resource_type, state, request_id, resource_id, generation)
        VALUES (${id}, 'release', ${resource.type}, 'running', ${resource.requestId}, ${resourceId}, ${resource.generation})
        RETURNING id)
      INSERT INTO steps (run_id, position, name, title)
      SELECT run.id, s.position, s.step ->> 'name', s.step ->> 'title'
      FROM run, jsonb_array_elements(${JSON.stringify(steps)}::jsonb) WITH ORDINALITY AS s(step, position)`);
    return id;
  });
}
