import type { ApprovalPlan } from "#domain/approvals/approval-plan.ts";
import { approvalStageSchema } from "#domain/contracts/decision.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { recordApprovers } from "#server/approvals/record-approvers.ts";
import { resolveApprovers } from "#server/approvals/resolve-approvers.ts";
import type { ServerContext } from "#server/context.ts";
import { promise } from "#server/outbox/promise.ts";

/** Which stage of which revision. */
interface StageKey {
  readonly requestId: string;
  readonly revision: number;
  /** Index into the plan. */
  readonly stage: number;
}

interface Row {
  readonly plan: unknown;
  readonly team: string;
  readonly templateId: string;
  readonly requesterId: string;
  readonly onBehalfOfId: string | null;
  readonly isResolved: boolean;
}

/**
 * Lets a stage wait from now on: its own clock begins, whoever may decide on it and has not voted has it open, nobody
 * has an earlier one open any more, and the job that asks them is promised.
 *
 * For a request that the caller has locked, and whose plan is written. The first stage of a revision whose approvers are
 * not written down yet resolves them. Opening a stage again starts its clock again.
 */
export async function openStage(
  tx: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  key: StageKey,
): Promise<void> {
  const { requestId, revision, stage } = key;
  const [row] = await tx.query<Row>(sql`
    SELECT approval_plan AS plan, team, template_id AS "templateId", requester_id AS "requesterId",
      on_behalf_of_id AS "onBehalfOfId",
      EXISTS (SELECT FROM approvers a WHERE a.request_id = q.id AND a.revision = ${revision}) AS "isResolved"
    FROM requests q WHERE id = ${requestId}`);
  if (row === undefined) throw new Error(`There is no request ${requestId}.`);
  const plan: ApprovalPlan = approvalStageSchema.array().parse(row.plan);
  const asked = plan[stage];
  if (asked === undefined) throw new Error(`The plan of ${requestId} has no stage ${stage}.`);
  if (stage === 0 && !row.isResolved) {
    const approvers = await resolveApprovers(tx, ctx, { ...row, plan });
    await recordApprovers(tx, { requestId, revision, approvers });
  }
  await tx.query(sql`
    UPDATE requests SET stage = ${stage}, stage_asked_at = clock_timestamp(), stage_escalated = false, reminders = 0,
      expires_at = clock_timestamp() + make_interval(hours => ${asked.deadlineHours}), asked_revision = NULL,
      updated_at = clock_timestamp()
    WHERE id = ${requestId}`);
  await closeFlags(tx, requestId);
  await tx.query(sql`
    UPDATE approvers a SET open = true, risk = q.risk, asked_at = q.stage_asked_at FROM requests q
    WHERE q.id = ${requestId} AND a.request_id = q.id AND a.revision = ${revision} AND a.stage = ${stage}
      AND NOT EXISTS (SELECT FROM votes v WHERE v.request_id = q.id AND v.revision = a.revision AND v.valid
        AND v.principal_id = a.principal_id)`);
  await promise(tx, { topic: "approval.ask", key: requestId, payload: { requestId } });
}

/** Nobody has the request open any more: it is decided, or it has ended. For a request that the caller has locked. */
export async function closeStages(tx: Queryable, requestId: string): Promise<void> {
  await tx.query(sql`UPDATE requests SET stage = NULL, stage_asked_at = NULL WHERE id = ${requestId}`);
  await closeFlags(tx, requestId);
}

/** Somebody has voted, and the stage waits for others: it is not theirs to decide any more. */
export async function closeStageFor(
  tx: Queryable,
  { requestId, principalId }: { readonly requestId: string; readonly principalId: string },
): Promise<void> {
  await tx.query(sql`
    UPDATE approvers SET open = false WHERE request_id = ${requestId} AND principal_id = ${principalId} AND open`);
}

async function closeFlags(tx: Queryable, requestId: string): Promise<void> {
  await tx.query(sql`UPDATE approvers SET open = false WHERE request_id = ${requestId} AND open`);
}
