import type { ApprovalPlan } from "#domain/approvals/approval-plan.ts";
import { decisionSchema, type ApprovalStage, type Decision } from "#domain/contracts/decision.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** A request that the caller has locked, as far as its stages go. */
export interface StagedRequest {
  readonly id: string;
  readonly state: string;
  readonly revision: number;
  readonly name: string;
  readonly team: string;
  readonly environment: string;
  readonly classification: string;
  readonly templateId: string;
  readonly requesterId: string;
  readonly onBehalfOfId: string | null;
  /** The account that files it, and for whom where it is another's. */
  readonly requester: string;
  /** Of its plan; null: nothing waits. */
  readonly stage: number | null;
  readonly isEscalated: boolean;
  readonly reminders: number;
  readonly remindAt: Date | null;
  readonly expiresAt: Date | null;
  readonly decision: Decision;
  readonly plan: ApprovalPlan;
  /** The stage of the plan that waits. */
  readonly waiting: ApprovalStage | null;
  /** The database clock's instant. */
  readonly now: Date;
}

type Row = Omit<StagedRequest, "decision" | "plan" | "waiting"> & { readonly decision: unknown };

/** Locks a request and reads it in the next statement, for what opens and ends its stages; null: there is none. */
export async function lockStage(tx: Queryable, id: string): Promise<StagedRequest | null> {
  await tx.query(sql`SELECT 1 FROM requests WHERE id = ${id} FOR UPDATE`);
  const [row] = await tx.query<Row>(sql`
    SELECT q.id, q.state, q.revision, q.name, q.team, q.environment, q.classification, q.template_id AS "templateId",
      q.requester_id AS "requesterId", q.on_behalf_of_id AS "onBehalfOfId", q.stage, q.stage_escalated AS "isEscalated",
      q.reminders, q.remind_at AS "remindAt", q.expires_at AS "expiresAt", q.decision, clock_timestamp() AS now,
      coalesce(p.name, p.email, 'Somebody') || coalesce(' for ' || b.name, '') AS requester
    FROM requests q JOIN principals p ON p.id = q.requester_id LEFT JOIN principals b ON b.id = q.on_behalf_of_id
    WHERE q.id = ${id}`);
  if (row === undefined) return null;
  const decision = decisionSchema.parse(row.decision);
  const plan = decision.effective.approvalPlan;
  return { ...row, decision, plan, waiting: row.stage === null ? null : (plan[row.stage] ?? null) };
}
