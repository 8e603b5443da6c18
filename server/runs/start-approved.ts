import { sql } from "#server/adapters/db/sql.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { startAboutRequest } from "#server/runs/start-about-request.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";

/**
 * Does what an approved request asks for: begins to build a new thing, or applies what it says of one that exists. Gives
 * the run to go on with, or null.
 */
export async function startApproved(services: RunServices, requestId: string): Promise<string | null> {
  const [about] = await services.ctx.db.query<{ resourceId: string }>(sql`
    SELECT about_resource_id AS "resourceId" FROM requests WHERE id = ${requestId} AND about_resource_id IS NOT NULL`);
  if (about === undefined) return startProvisionRun(services, requestId);
  return startAboutRequest(services, { requestId, resourceId: about.resourceId });
}
