import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

interface Resolved {
  readonly requestId: string;
  readonly revision: number;
  /** By stage, from `resolveApprovers`. */
  readonly approvers: readonly (readonly { readonly principalId: string }[])[];
}

/** One row of who may decide where. */
export interface ApproverRow {
  readonly stage: number;
  readonly principalId: string;
}

/** Writes down who may decide on each stage of a revision; none of it waits for them yet. Idempotent. */
export async function recordApprovers(tx: Queryable, { requestId, revision, approvers }: Resolved): Promise<void> {
  await tx.query(sql`
    INSERT INTO approvers (request_id, revision, stage, principal_id)
    SELECT ${requestId}, ${revision}, a.stage, a."principalId"
    FROM jsonb_to_recordset(${JSON.stringify(approverRows(approvers))}) AS a(stage integer, "principalId" text)
    ON CONFLICT DO NOTHING`);
}

/** Gives the rows of who may decide, stage by stage. */
export function approverRows(approvers: Resolved["approvers"]): ApproverRow[] {
  return approvers.flatMap((people, stage) => people.map(({ principalId }) => ({ stage, principalId })));
}
