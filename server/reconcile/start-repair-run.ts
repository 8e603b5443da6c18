import { systemActor } from "#domain/audit/audit-event.ts";
import type { Access } from "#domain/provisioning/resource-type.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { newId } from "#server/ids/new-id.ts";
import { repairSteps } from "#server/reconcile/repair-steps.ts";
import { findActiveRun } from "#server/runs/clear-the-way.ts";
import type { RunServices } from "#server/runs/run-services.ts";

interface Wanted {
  readonly state: string;
  readonly type: string;
  readonly requestId: string;
  readonly generation: number;
  readonly access: Access;
}

/**
 * Makes the run that brings a resource back to what was granted, where somebody asked for it; gives the run that is at
 * work on it where there is one, and null where nothing is wanted. What is on its way out is not repaired any more.
 */
export async function startRepairRun({ ctx }: RunServices, resourceId: string): Promise<string | null> {
  return ctx.db.transaction(async (tx) => {
    await tx.query(sql`SELECT FROM resources WHERE id = ${resourceId} FOR UPDATE`);
    const [wanted] = await tx.query<Wanted>(sql`
      SELECT r.state, r.type, r.request_id AS "requestId", coalesce(g.generation, 1) AS generation,
        coalesce(g.access, 'owner') AS access
      FROM resources r JOIN inspections i ON i.resource_id = r.id AND i.revert_at IS NOT NULL
      LEFT JOIN LATERAL (
        SELECT generation, access FROM grants WHERE resource_id = r.id AND emergency_id IS NULL
        ORDER BY access <> 'owner', ended_at IS NOT NULL, generation DESC LIMIT 1) g ON true
      WHERE r.id = ${resourceId}`);
    if (wanted === undefined) return null;
    if (wanted.state !== "active" && wanted.state !== "frozen") {
      await tx.query(sql`UPDATE inspections SET revert_by = NULL, revert_at = NULL WHERE resource_id = ${resourceId}`);
      return null;
    }
    const active = await findActiveRun(tx, resourceId);
    if (active !== null) return active.id;
    const id = newId("run");
    const { type, requestId, generation, access } = wanted;
    await tx.query(sql`
      WITH run AS (
        INSERT INTO runs (id, kind, resource_type, state, request_id, resource_id, generation, access)
        VALUES (${id}, 'repair', ${type}, 'running', ${requestId}, ${resourceId}, ${generation}, ${access}) RETURNING id)
      INSERT INTO steps (run_id, position, name, title)
      SELECT run.id, s.position, s.step ->> 'name', s.step ->> 'title'
      FROM run, jsonb_array_elements(${JSON.stringify(repairSteps)}::jsonb) WITH ORDINALITY AS s(step, position)`);
    await appendAudit(tx, {
      stream: `resource:${resourceId}`,
      requestId,
      actor: systemActor,
      action: "resource.repair_started",
      object: `run:${id}`,
      message: "Bringing it back to what was granted.",
    });
    return id;
  });
}
