import { counts, type Quota } from "#domain/catalog/quota.ts";
import type { LedgerState } from "#domain/guardrails/evaluation-input.ts";
import { spellPause, type Pause } from "#domain/health/spell-pause.ts";
import type { RequestDraft } from "#domain/guardrails/request-draft.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** What a decision reads from the ledger, and the instant of the database clock it is taken at. */
export interface LedgerReading {
  readonly state: LedgerState;
  readonly now: Date;
}

interface LedgerQuestion {
  /** Those of the catalog; what each holds is read where it counts the draft. */
  readonly quotas: readonly Quota[];
  /** The person who will receive the credential. */
  readonly recipientId: string;
  /** A request whose own reservation is left out, at re-evaluation. */
  readonly exceptRequestId?: string;
}

interface Row {
  readonly holding: number;
  readonly taken: boolean;
  readonly disconnected: readonly string[];
  readonly paused: Readonly<Record<string, Omit<Pause, "backend" | "since"> & { readonly since: string }>>;
  readonly devices: number;
  readonly held: Readonly<Record<string, number>>;
  readonly now: Date;
}

/**
 * Counts what the team and each quota hold, looks whether the name is taken, which back ends are not connected or paused and how
 * many devices the recipient has, in one statement.
 *
 * A decision made on it is filed by a statement that looks again under the quota row's lock.
 */
export async function readLedgerState(
  tx: Queryable,
  draft: RequestDraft & { resourceType: string },
  { recipientId, quotas, exceptRequestId = "" }: LedgerQuestion,
): Promise<LedgerReading> {
  const { team, environment, template, resourceType, name } = draft;
  const scopes = quotas
    .filter((quota) => counts(quota, draft))
    .map(({ id, scope, measure }) => ({ id, ...scope, measure }));
  const [row] = await tx.query<Row>(sql`
    SELECT clock_timestamp() AS now,
      (SELECT count(*)::int FROM requests WHERE team = ${team} AND environment = ${environment}
         AND template_id = ${template} AND holding AND id <> ${exceptRequestId}) AS holding,
      EXISTS (SELECT FROM requests WHERE team = ${team} AND environment = ${environment}
         AND resource_type = ${resourceType} AND name = ${name} AND holding AND id <> ${exceptRequestId}) AS taken,
      ARRAY(SELECT b.name FROM backend_states b WHERE NOT b.connected ORDER BY b.name) AS disconnected,
      (SELECT coalesce(jsonb_object_agg(h.name, jsonb_build_object('since', h.paused_at, 'by', p.name, 'reason', h.pause_reason)), '{}')
         FROM backend_health h LEFT JOIN principals p ON p.id = h.paused_by WHERE h.paused_at IS NOT NULL) AS paused,
      (SELECT count(*)::int FROM devices d WHERE d.principal_id = ${recipientId} AND d.removed_at IS NULL) AS devices,
      (SELECT coalesce(jsonb_object_agg(q.id, held_by(q.team, q.environment, q.template, q.measure, ${exceptRequestId})), '{}')
         FROM jsonb_to_recordset(${JSON.stringify(scopes)}) AS q(id text, team text, environment text, template text, measure text)) AS held`);
  if (row === undefined) throw new Error("The ledger gave no row.");
  const similarNames = row.taken ? await findSimilarNames(tx, draft) : [];
  const state = {
    holdingCount: row.holding,
    nameTaken: row.taken,
    similarNames,
    disconnectedBackends: row.disconnected,
    pausedBackends: Object.fromEntries(
      Object.entries(row.paused).map(([name, { since, ...why }]) => [
        name,
        spellPause({ since: new Date(since), ...why }),
      ]),
    ),
    recipientDevices: row.devices,
    held: row.held,
  };
  return { state, now: row.now };
}

/** Names beside a taken one, so that a free one can be proposed. */
async function findSimilarNames(tx: Queryable, draft: RequestDraft & { resourceType: string }): Promise<string[]> {
  const { team, environment, resourceType, name } = draft;
  const rows = await tx.query<{ name: string }>(sql`
    SELECT name FROM requests WHERE team = ${team} AND environment = ${environment} AND resource_type = ${resourceType}
      AND holding AND starts_with(name, left(${name}, 20)) LIMIT 50`);
  return rows.map((row) => row.name);
}
