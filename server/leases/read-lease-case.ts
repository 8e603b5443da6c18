import type { Catalog } from "#domain/catalog/catalog.ts";
import { isClassification } from "#domain/catalog/classification.ts";
import type { Handling } from "#domain/contracts/decision.ts";
import { handlingSchema } from "#domain/contracts/decision.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";
import { sealingMode } from "#domain/credentials/sealing-mode.ts";
import { handlingOfPlace } from "#domain/guardrails/handling-of-place.ts";
import type { LeasableResource } from "#domain/leases/can-lease.ts";
import { leaseLimits } from "#domain/leases/lease-limits.ts";
import { resourceTypes } from "#resource-types/index.gen.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** A resource as leases look at it. */
export interface LeaseCase extends LeasableResource {
  readonly id: string;
  readonly name: string;
  readonly requestId: string;
  /** How old a person's sign-in may be that opens its credential; null: the sign-in itself is enough. */
  readonly signInSecondsMax: number | null;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly requestId: string;
  readonly state: ResourceState;
  readonly team: string;
  readonly environment: string;
  readonly classification: string;
  readonly type: string;
  readonly template: string;
  readonly handling: unknown;
}

/** Reads a resource, and what the catalog and the decision that it was built by say about leases of it; null: there is none. */
export async function readLeaseCase(on: Queryable, catalog: Catalog, resourceId: string): Promise<LeaseCase | null> {
  const [row] = await on.query<Row>(sql`
    SELECT r.id, r.name, r.request_id AS "requestId", r.state, r.team, r.environment, r.classification, r.type,
      q.template_id AS template, q.decision #> '{effective,handling}' AS handling
    FROM resources r JOIN requests q ON q.id = r.request_id WHERE r.id = ${resourceId}`);
  if (row === undefined) return null;
  const { id, name, requestId, state, team, environment, classification, template } = row;
  const today = handlingOfPlace(catalog, { team, environment, template, classification });
  const decided = handlingSchema.safeParse(row.handling).data ?? null;
  const tier = isClassification(classification) ? catalog.tiers.get(classification) : undefined;
  const sealing = today.sealing === "strict" ? today.sealing : (decided?.sealing ?? "standard");
  return {
    id,
    name,
    requestId,
    state,
    team,
    limits: leaseLimits({
      template: catalog.templates.get(template),
      tier,
      sealing: sealingMode(classification, sealing),
    }),
    isLeasable: resourceTypes.find((type) => type.id === row.type)?.leases !== false,
    attributes: [...new Set([...today.attributes, ...(decided?.attributes ?? [])])],
    signInSecondsMax: youngest(decided, today.revealMaxAgeSeconds, tier?.revealMaxAgeMinutes ?? null),
  };
}

function youngest(decided: Handling | null, today: number | null, tierMinutes: number | null): number | null {
  const ages = [decided?.revealMaxAgeSeconds ?? null, today, tierMinutes === null ? null : tierMinutes * 60];
  const stated = ages.filter((age) => age !== null);
  return stated.length === 0 ? null : Math.min(...stated);
}
