import { systemActor } from "#domain/audit/audit-event.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";
import { isClassification } from "#domain/catalog/classification.ts";
import { drainHours } from "#domain/credentials/drain.ts";
import { isOvertaken, type Generation } from "#domain/resources/next-credential-move.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { adoptFacts } from "#server/runs/adopt-facts.ts";
import type { RunServices } from "#server/runs/run-services.ts";

interface Drained {
  readonly id: string;
  readonly state: ResourceState;
  readonly type: string;
  readonly requestId: string;
  readonly classification: string;
  /** Whether each generation has an end of its own, as a certificate does: people install the next one, which takes its time. */
  readonly endsByItself: boolean;
}

/**
 * Begins the time in which a generation may still be used that a newer one has just overtaken, and gives every generation
 * of the resource as it stands then. The caller holds the resource's lock.
 */
export async function beginDrains(
  tx: Queryable,
  services: RunServices,
  resource: Drained,
): Promise<readonly Generation[]> {
  const generations = await readGenerations(tx, resource.id);
  const over = resource.state === "active" ? generations.filter((one) => isJustOvertaken(one, generations)) : [];
  if (over.length === 0) return generations;
  const isWatchable = services.resourceType(resource.type)?.sessions !== undefined;
  const { classification, endsByItself } = resource;
  const tier = isClassification(classification) ? services.ctx.catalog.tiers.get(classification) : undefined;
  const hours = drainHours(tier?.drainHours, isWatchable || endsByItself);
  const list = over.map(({ generation }) => generation);
  const [begun] = await tx.query<{ until: Date }>(sql`
    WITH reached AS (
      UPDATE resources r SET updated_at = clock_timestamp(), connection = coalesce((
        SELECT connection FROM grants WHERE resource_id = r.id AND access = 'owner' AND state = 'confirmed' AND ended_at IS NULL
          AND emergency_id IS NULL ORDER BY generation DESC LIMIT 1), r.connection)
      WHERE id = ${resource.id})
    UPDATE grants SET drain_until = clock_timestamp() + make_interval(hours => ${hours}),
      look_at = CASE WHEN ${isWatchable}::boolean THEN clock_timestamp() END
    WHERE resource_id = ${resource.id} AND generation = ANY(${list}) RETURNING drain_until AS until`);
  await adoptFacts(tx, resource.id, null);
  await appendAudit(tx, {
    stream: `resource:${resource.id}`,
    requestId: resource.requestId,
    actor: systemActor,
    action: "credential.overtaken",
    object: `resource:${resource.id}`,
    message: `A newer credential is in use. Generation ${list.join(", ")} ends ${isWatchable ? "when nobody uses it any more, in" : "in"} ${hours} h at the latest.`,
    details: { generations: list, until: begun?.until.toISOString() ?? null, watched: isWatchable },
  });
  return readGenerations(tx, resource.id);
}

function isJustOvertaken(one: Generation, generations: readonly Generation[]): boolean {
  const { state, endedAt, drainUntil = null } = one;
  if (endedAt !== null || drainUntil !== null || state === "expired" || state === "revoked") return false;
  return isOvertaken(one, generations);
}

async function readGenerations(tx: Queryable, resourceId: string): Promise<readonly Generation[]> {
  return tx.query<Generation>(sql`
    SELECT g.generation, g.state, g.access, coalesce(g.ended_at, g.closed_unproven_at) AS "endedAt", e.until AS "emergencyUntil",
      g.drain_until AS "drainUntil", g.empty_looks AS "emptyLooks", g.changed_at AS "changedAt"
    FROM grants g LEFT JOIN emergencies e ON e.id = g.emergency_id
    WHERE g.resource_id = ${resourceId} ORDER BY g.generation`);
}
