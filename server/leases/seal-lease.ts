import { layoutOf } from "#domain/credentials/layout-of.ts";
import type { CredentialFields } from "#domain/provisioning/resource-type.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { LeaseOrder } from "#server/leases/read-lease-order.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";
import type { RunSubject } from "#server/runs/read-subject.ts";
import { requireType, type RunServices } from "#server/runs/run-services.ts";

/** A lease's login, sealed to the key that was sent for it. */
export interface LeaseDelivery {
  readonly leaseId: string;
  readonly enc: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly sealedUntil: Date;
  readonly untilMax: Date;
}

interface Making {
  readonly order: LeaseOrder;
  readonly fields: CredentialFields;
  readonly subject: RunSubject;
}

/** Seals a lease's login; its time begins now. */
export async function sealLease(
  services: RunServices,
  { resourceId, generation, resourceType }: LockedRun,
  { order, fields, subject }: Making,
): Promise<LeaseDelivery> {
  const { leaseId, principalId, publicKey, ttlSeconds, untilMax } = order;
  const [clock] = await services.ctx.db.query<{ sealedUntil: Date }>(sql`
    SELECT least(date_trunc('milliseconds', clock_timestamp() + make_interval(secs => ${ttlSeconds})),
      ${untilMax}::timestamptz) AS "sealedUntil"`);
  if (clock === undefined) throw new Error("The database gave no time.");
  const { sealedUntil } = clock;
  const layout = layoutOf(requireType(services, resourceType), subject.identity.name);
  const binding = { leaseId, resourceId, generation, principalId, sealedUntil: sealedUntil.toISOString() };
  return { leaseId, sealedUntil, untilMax, ...(await services.sealLease(fields, layout, { publicKey, binding })) };
}
