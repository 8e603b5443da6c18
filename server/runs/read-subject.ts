import type { SealingMode } from "#domain/contracts/decision.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";

/** The thing a run works on, as its resource row describes it. */
export interface RunSubject {
  readonly identity: Omit<ResourceIdentity, "generation">;
  readonly type: string;
  /** Id of the template it was asked for by. */
  readonly template: string;
  readonly backend: string;
  readonly parameters: Record<string, unknown>;
  readonly classification: string;
  /** As was decided; null in a record of evaluator version 1. */
  readonly sealing: SealingMode | null;
  readonly claimWindowHours: number;
  readonly endsOn: string;
  /** ISO 8601, for things that end by themselves; see `ProvisionContext`. */
  readonly endsAt: string;
  readonly recipient: { readonly id: string; readonly issuer: string; readonly subject: string };
}

interface Row extends Omit<RunSubject, "identity" | "recipient"> {
  readonly team: string;
  readonly environment: string;
  readonly name: string;
  readonly recipientId: string;
  readonly issuer: string;
  readonly subject: string;
}

/** Reads a run's subject; its row is written before the run and never changes what identifies the thing. */
export async function readSubject(
  ctx: ServerContext,
  run: Pick<LockedRun, "resourceId" | "requestId">,
): Promise<RunSubject> {
  const [row] = await ctx.db.query<Row>(sql`
    SELECT r.type, q.template_id AS template, r.backend, r.parameters, r.classification, r.claim_window_hours AS "claimWindowHours",
      to_char((r.created_at + make_interval(hours => r.claim_window_hours + r.lifetime_hours)) AT TIME ZONE 'UTC',
        'YYYY-MM-DD') AS "endsOn",
      to_char(greatest(r.extended_until, coalesce(r.ready_at, clock_timestamp()) + make_interval(hours => r.lifetime_hours))
        AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "endsAt",
      q.decision #>> '{effective,handling,sealing}' AS sealing, r.team, r.environment, r.name, p.id AS "recipientId", p.issuer, p.subject
    FROM resources r JOIN requests q ON q.id = r.request_id
      JOIN principals p ON p.id = coalesce(q.on_behalf_of_id, q.requester_id)
    WHERE r.id = ${run.resourceId}`);
  if (row === undefined) throw new Error(`There is no resource ${run.resourceId}.`);
  const { team, environment, name, recipientId, issuer, subject, ...rest } = row;
  return {
    ...rest,
    identity: { resourceId: run.resourceId, requestId: run.requestId, team, environment, name },
    recipient: { id: recipientId, issuer, subject },
  };
}
