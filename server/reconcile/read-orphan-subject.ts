import { AppError } from "#domain/errors/app-error.ts";
import { externalSuffix } from "#domain/provisioning/external-suffix.ts";
import type { ResourceIdentity, ResourceType } from "#domain/provisioning/resource-type.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ClaimedOrphan } from "#server/reconcile/perform-on-orphan.ts";

/** What an orphan's names are derived from. */
export interface OrphanSubject {
  readonly identity: Omit<ResourceIdentity, "generation">;
  /** Null: neither the ledger knows them nor the schema, so any that its kind takes will do. */
  readonly parameters: Record<string, unknown> | null;
  /** Every one that its objects tell of, in order; at least one. */
  readonly generations: readonly number[];
}

/**
 * Gives it from the ledger, where it knows the resource, else from the objects themselves. An object whose name does not
 * follow from the id in its mark was not made by us, whatever its mark says: then nothing of it is touched.
 *
 * @throws backend_conflict for such an object, and where the objects do not tell
 */
export async function readOrphanSubject(
  db: Queryable,
  type: ResourceType,
  { resourceId, objects }: ClaimedOrphan,
): Promise<OrphanSubject> {
  const [known] = await db.query<Omit<ResourceIdentity, "resourceId" | "generation"> & { parameters: unknown }>(sql`
    SELECT request_id AS "requestId", name, team, environment, parameters FROM resources WHERE id = ${resourceId}`);
  const told = objects.flatMap(({ identity }) => identity ?? []);
  const place = known ?? told.find(({ team }) => team !== "") ?? told[0];
  if (place === undefined) throw unclear(objects[0]?.name ?? resourceId);
  const { name, team, environment } = place;
  const suffix = externalSuffix({ resourceId, requestId: "", name, team, environment, generation: 1 });
  const stranger = objects.find((object) => !object.name.includes(suffix));
  if (stranger !== undefined) throw unclear(stranger.name);
  const generations = [...new Set(told.map(({ generation }) => generation))].sort((a, b) => a - b);
  const parameters =
    type.parameters.safeParse(known?.parameters ?? {}).data ?? type.parameters.safeParse({}).data ?? null;
  return {
    identity: { resourceId, requestId: known?.requestId ?? "", name, team, environment },
    parameters,
    generations: generations.length === 0 ? [1] : generations,
  };
}

function unclear(name: string): AppError {
  const text = `${name} bears our mark under a name that Latchkey does not give. It is left untouched: look at it by hand.`;
  return new AppError("backend_conflict", text, { details: { name } });
}
