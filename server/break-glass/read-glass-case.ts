import type { GlassCase } from "#domain/break-glass/can-break-glass.ts";
import { handlingSchema, personAttributes, type PersonAttribute } from "#domain/contracts/decision.ts";
import { isClassification } from "#domain/catalog/classification.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";
import { sealingMode } from "#domain/credentials/sealing-mode.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { handlingOfPlace } from "#domain/guardrails/handling-of-place.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

/** A resource as emergency access to it is decided from. */
export interface ReadGlassCase extends GlassCase {
  readonly id: string;
  readonly requestId: string;
  readonly name: string;
  readonly team: string;
  readonly environment: string;
  readonly classification: string;
  readonly template: string;
  readonly ownerId: string;
}

interface Row extends Omit<ReadGlassCase, "attributes" | "sealing"> {
  readonly handling: unknown;
}

/**
 * Reads what emergency access to a resource is decided from: its state, who has it anyway, and what today's rules and
 * the recorded decision demand, the stricter of both.
 *
 * @throws not_found
 */
export async function readGlassCase(
  on: Queryable,
  { catalog }: Pick<ServerContext, "catalog">,
  resourceId: string,
): Promise<ReadGlassCase> {
  const [row] = await on.query<Row & { state: ResourceState }>(sql`
    SELECT r.id, r.request_id AS "requestId", r.name, r.team, r.environment, r.classification, r.state,
      q.template_id AS template, coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId",
      q.decision #> '{effective,handling}' AS handling,
      (SELECT jsonb_agg(jsonb_build_object('principalId', p.id, 'email', p.email)) FROM principals p
        WHERE p.id IN (r.owner_id, q.on_behalf_of_id, q.requester_id) OR p.id IN (
          SELECT g.recipient_id FROM grants g WHERE g.resource_id = r.id AND g.emergency_id IS NULL
            AND g.ended_at IS NULL AND g.state NOT IN ('expired', 'revoked'))) AS holders
    FROM resources r JOIN requests q ON q.id = r.request_id WHERE r.id = ${resourceId}`);
  if (row === undefined) throw new AppError("not_found", "There is no such resource, or it is not yours to see.");
  const { handling, ...rest } = row;
  const decided = handlingSchema.partial().safeParse(handling).data ?? {};
  const today = handlingOfPlace(catalog, row);
  const isStrict = today.sealing === "strict" || decided.sealing === "strict" || tierSealing(catalog, row) === "strict";
  return {
    ...rest,
    attributes: uniqueAttributes([...today.attributes, ...(decided.attributes ?? [])]),
    sealing: sealingMode(row.classification, isStrict ? "strict" : "standard"),
  };
}

function tierSealing({ tiers }: ServerContext["catalog"], { classification }: Pick<Row, "classification">) {
  return isClassification(classification) ? tiers.get(classification)?.sealing : "strict";
}

function uniqueAttributes(found: readonly string[]): readonly PersonAttribute[] {
  return personAttributes.filter((attribute) => found.includes(attribute));
}
