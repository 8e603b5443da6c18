import { z } from "zod";
import { isClassification } from "#domain/catalog/classification.ts";
import { outcomes, personAttributes, sealingModes, traceEntrySchema } from "#domain/contracts/decision.ts";
import type { RecordedRequest } from "#domain/policies/rebuild-input.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** A stretch of the ledger by time of filing, read from its newest end. */
export interface RecordedRange {
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly until: Date;
  readonly rowsMax: number;
}

/** A past request with who asked and for whom; null: its record cannot be read. */
export interface RecordedRow {
  readonly id: string;
  readonly requesterId: string;
  readonly onBehalfOfId: string | null;
  readonly recorded: RecordedRequest | null;
}

const batchRows = 250;

/**
 * Reads the past requests of a range in batches, newest first. Memory holds two batches: the next is fetched while one is
 * worked on.
 */
export async function* readRecorded(db: Queryable, range: RecordedRange): AsyncGenerator<readonly RecordedRow[]> {
  let left = range.rowsMax;
  let next: Promise<readonly Row[]> | null = readBatch(db, range, { before: range.until, id: "", limit: left });
  while (next !== null) {
    const rows: readonly Row[] = await next;
    left -= rows.length;
    const last = rows.at(-1);
    const isEnd = last === undefined || left <= 0 || rows.length < batchRows;
    next = isEnd ? null : readBatch(db, range, { before: last.createdAt, id: last.id, limit: left });
    // Whoever stops in between does not wait for it; whoever goes on meets its error above.
    next?.catch(() => undefined);
    yield rows.map(recordedRow);
  }
}

const rowSchema = z.object({
  template: z.string(),
  name: z.string(),
  team: z.string(),
  environment: z.string(),
  classification: z.string().refine(isClassification),
  purpose: z.string(),
  lifetimeHours: z.number(),
  parameters: z.record(z.string(), z.unknown()),
  delivery: z.string(),
  createdAt: z.date(),
  outcome: z.enum(outcomes),
  results: z.record(z.string(), traceEntrySchema.shape.result),
  holding: z.number(),
  held: z.record(z.string(), z.number()),
  backend: z.string().nullable(),
  sealing: z.enum(sealingModes).nullable(),
  attributes: z.array(z.enum(personAttributes)),
  devices: z.number(),
});

interface Row extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly createdAt: Date;
  readonly requesterId: string;
  readonly onBehalfOfId: string | null;
}

/** The decision is unpacked once a row, and only what a replay needs of it leaves the database. */
function readBatch(
  db: Queryable,
  { from }: RecordedRange,
  after: { readonly before: Date; readonly id: string; readonly limit: number },
): Promise<readonly Row[]> {
  return db.query<Row>(sql`
    SELECT r.id, r.requester_id AS "requesterId", r.on_behalf_of_id AS "onBehalfOfId", r.created_at AS "createdAt",
      r.template_id AS template, r.name, r.team, r.environment, r.classification, r.purpose,
      r.lifetime_hours AS "lifetimeHours", r.parameters, r.delivery, d.outcome,
      (SELECT jsonb_object_agg(t ->> 'rule', t ->> 'result') FROM jsonb_array_elements(d.trace) t) AS results,
      (d.effective #>> '{quota,holding}')::int AS holding, d.effective ->> 'backend' AS backend,
      (SELECT coalesce(jsonb_object_agg(a ->> 'id', a -> 'held'), '{}')
         FROM jsonb_array_elements(coalesce(d.effective -> 'allowances', '[]')) a) AS held,
      d.effective #>> '{handling,sealing}' AS sealing, coalesce(d.effective #> '{handling,attributes}', '[]') AS attributes,
      (SELECT count(*)::int FROM devices v WHERE v.principal_id = coalesce(r.on_behalf_of_id, r.requester_id)
         AND v.enrolled_at <= r.created_at AND (v.removed_at IS NULL OR v.removed_at > r.created_at)) AS devices
    FROM requests r, jsonb_to_record(r.decision) AS d(outcome text, effective jsonb, trace jsonb)
    WHERE r.kind = 'provision' AND r.created_at >= ${from} AND r.created_at <= ${after.before}
      AND (r.created_at < ${after.before} OR r.id < ${after.id})
    ORDER BY r.created_at DESC, r.id DESC LIMIT ${Math.min(batchRows, after.limit)}`);
}

function recordedRow({ id, requesterId, onBehalfOfId, ...columns }: Row): RecordedRow {
  const who = { id, requesterId, onBehalfOfId };
  const parsed = rowSchema.safeParse(columns);
  if (!parsed.success) return { ...who, recorded: null };
  const { template, name, team, environment, classification, purpose, ...rest } = parsed.data;
  const { lifetimeHours, parameters, delivery, ...said } = rest;
  const place = { template, name, team, environment, classification, purpose };
  return { ...who, recorded: { ...said, draft: { ...place, lifetimeHours, parameters, delivery } } };
}
