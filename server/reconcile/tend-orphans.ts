import { z } from "zod";
import { sql } from "#server/adapters/db/sql.ts";
import { performOnOrphan, type ClaimedOrphan } from "#server/reconcile/perform-on-orphan.ts";
import type { RunServices } from "#server/runs/run-services.ts";

/** For so long access is blocked before what is sure to be nobody's is deleted unasked. */
const quarantineDaysDefault = 7;
/** Longer than one attempt can take. */
const leaseSeconds = 150;
const batchRows = 4;

const objectsSchema = z.array(
  z.object({
    kind: z.string(),
    name: z.string(),
    identity: z
      .object({ name: z.string(), team: z.string(), environment: z.string(), generation: z.number().int() })
      .optional(),
  }),
);

interface Row extends Omit<ClaimedOrphan, "objects"> {
  readonly objects: unknown;
}

/**
 * Blocks and deletes what is due: at once what a person of the platform asked for; unasked what the ledger knows to be
 * destroyed, and what it never had where its back end is this installation's alone and two looks saw it. Nothing at all
 * while an alarm says that the ledger is an older one: what it does not know may be in use.
 *
 * Each is taken by lease and fence, and looked up in the ledger again right before every effect.
 */
export async function tendOrphans(
  services: RunServices,
  { quarantineDays = quarantineDaysDefault }: { readonly quarantineDays?: number } = {},
): Promise<void> {
  const backends = [...services.ctx.catalog.backends.values()];
  const exclusive = backends.filter((backend) => backend.exclusive === true).map(({ name }) => name);
  const claimed = await services.ctx.db.query<Row>(sql`
    WITH due AS (
      SELECT o.id, CASE WHEN o.state = 'found' THEN 'quarantine' ELSE 'delete' END AS act,
        o.why = 'destroyed' OR o.backend = ANY(${exclusive}::text[]) AS is_sure
      FROM orphans o
      WHERE o.state IN ('found', 'quarantined') AND o.due_at <= clock_timestamp()
        AND (o.lease_until IS NULL OR o.lease_until <= clock_timestamp())
        AND o.backend = ANY(${backends.map(({ name }) => name)}::text[])
        AND NOT EXISTS (SELECT FROM ledger_alarms)
        AND CASE WHEN o.state = 'found'
          THEN o.wanted = 'quarantine' OR o.why = 'destroyed' OR (o.backend = ANY(${exclusive}::text[]) AND o.sightings >= 2)
          ELSE o.wanted = 'delete' OR o.delete_after <= clock_timestamp() END
      ORDER BY o.due_at LIMIT ${batchRows} FOR UPDATE OF o SKIP LOCKED)
    UPDATE orphans o SET fence = o.fence + 1, attempts = o.attempts + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}),
      due_at = clock_timestamp() + make_interval(secs => least(3600, 30 * 2 ^ least(o.attempts, 10)))
    FROM due WHERE o.id = due.id
    RETURNING o.id, o.backend, o.resource_type AS "resourceType", o.resource_id AS "resourceId", o.objects, o.fence::text AS fence,
      o.why, due.act, due.is_sure AS "isSure", o.wanted_by AS "wantedBy", o.wanted_reason AS "wantedReason"`);
  for (const row of claimed) {
    await performOnOrphan(services, { ...row, objects: objectsSchema.parse(row.objects) }, quarantineDays);
  }
}
