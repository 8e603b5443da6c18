import { AppError } from "#domain/errors/app-error.ts";
import type { Access, ProvisionContext } from "#domain/provisioning/resource-type.ts";
import { revokedGeneration } from "#domain/runs/revoke-steps.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ClaimedStep } from "#server/runs/claim-step.ts";
import { markChanged } from "#server/runs/mark-changed.ts";
import { requireType, type RunServices } from "#server/runs/run-services.ts";

interface Kept {
  readonly generation: number;
  readonly access: Access;
  readonly fingerprint: string | null;
  readonly isMarked: boolean;
}

/**
 * Right before a rotation makes anything, and before an overtaken credential ends, proves that the back end still keeps
 * the secrets that were delivered, as far as this admin may see them.
 *
 * @throws secret_changed_elsewhere when somebody else changed one, which is then marked and alarmed
 */
export async function assertUnchanged(
  services: RunServices,
  claim: ClaimedStep,
  provision: ProvisionContext<Record<string, unknown>>,
): Promise<void> {
  const { run } = claim;
  const type = requireType(services, run.resourceType);
  const kept = await readKept(services, claim);
  for (const { generation, access, fingerprint, isMarked } of kept) {
    if (!isMarked && fingerprint === null) continue;
    const context = { ...provision, resource: { ...provision.resource, generation, access } };
    const found = isMarked ? null : ((await type.fingerprint?.(context)) ?? null);
    if (!isMarked && (found === null || found === fingerprint)) continue;
    const { resourceId, requestId } = run;
    await services.ctx.db.transaction(async (tx) => {
      await tx.query(sql`SELECT FROM resources WHERE id = ${resourceId} FOR UPDATE`);
      const { name } = provision.resource;
      await markChanged(tx, services.ctx, { resourceId, requestId, name, generations: [generation] });
    });
    throw new AppError(
      "secret_changed_elsewhere",
      `Somebody else changed the secret of generation ${generation} on its back end. Nothing is made and nothing is ended.`,
    );
  }
  if (run.kind === "revoke" && kept.length > 0) await forgetKept(services, claim);
}

/** From here on its secret is the probe's: what is found by a look, or after a worker died here, is this run's own doing. */
async function forgetKept({ ctx }: RunServices, { run, step }: ClaimedStep): Promise<void> {
  await ctx.db.query(sql`
    UPDATE grants SET fingerprint = NULL
    WHERE resource_id = ${run.resourceId} AND generation = ${revokedGeneration(step.name, run.generation)}`);
}

/** Of a rotation every live credential for the same; of an end the one that ends, unless nobody ever opened it. */
async function readKept({ ctx }: RunServices, { run, step, kind }: ClaimedStep): Promise<readonly Kept[]> {
  const isRotation = run.kind === "rotate" && step.position === 1;
  const ends = run.kind === "revoke" ? revokedGeneration(step.name, run.generation) : null;
  if (kind !== "apply" || (!isRotation && ends === null)) return [];
  return ctx.db.query<Kept>(sql`
    SELECT generation, access, fingerprint, changed_at IS NOT NULL AS "isMarked" FROM grants
    WHERE resource_id = ${run.resourceId} AND ended_at IS NULL AND emergency_id IS NULL AND state NOT IN ('expired', 'revoked')
      AND CASE WHEN ${isRotation}::boolean THEN access = ${run.access} ELSE generation = ${ends}::int END
    ORDER BY generation`);
}
