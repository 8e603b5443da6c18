import { reminderSecondsLeft } from "#domain/approvals/when-due.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { lockStage, type StagedRequest } from "#server/approvals/lock-stage.ts";
import { recordApprovers } from "#server/approvals/record-approvers.ts";
import { resolveApprovers } from "#server/approvals/resolve-approvers.ts";
import { riskOfRequest } from "#server/approvals/risk-of-request.ts";
import type { ServerContext } from "#server/context.ts";
import { promise } from "#server/outbox/promise.ts";

/** Which stage of which revision. */
interface StageKey {
  readonly requestId: string;
  readonly revision: number;
  /** Index into the plan. */
  readonly stage: number;
}

/**
 * Lets a stage wait from now on: its own clock begins, whoever may decide on it and has not voted has it open, nobody
 * has an earlier one open any more, and the job that asks them is promised.
 *
 * For a request whose decision is written. The first stage of a revision whose approvers are not written down yet resolves
 * them. Opening a stage again starts its clock again.
 */
export async function openStage(
  tx: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  { requestId, revision, stage }: StageKey,
): Promise<void> {
  const request = await lockStage(tx, requestId);
  const asked = request?.plan[stage];
  if (!request || !asked) throw new Error(`The plan of ${requestId} has no stage ${stage}.`);
  if (stage === 0) await resolveOnce(tx, ctx, { ...request, revision });
  const risk = riskOfRequest(ctx.catalog, { ...request, isEscalated: false });
  const left = reminderSecondsLeft(asked, 0);
  await tx.query(sql`
    UPDATE requests SET stage = ${stage}, stage_escalated = false, reminders = 0, risk = ${risk}, asked_revision = NULL,
      stage_asked_at = clock_timestamp(), updated_at = clock_timestamp(),
      expires_at = clock_timestamp() + make_interval(hours => ${asked.deadlineHours}),
      remind_at = clock_timestamp() + make_interval(hours => ${asked.deadlineHours}) - make_interval(secs => ${left})
    WHERE id = ${requestId}`);
  await closeFlags(tx, requestId);
  await tx.query(sql`
    UPDATE approvers a SET open = true, risk = q.risk, asked_at = q.stage_asked_at FROM requests q
    WHERE q.id = ${requestId} AND a.request_id = q.id AND a.revision = ${revision} AND a.stage = ${stage}
      AND a.via <> 'left' AND NOT EXISTS (SELECT FROM votes v WHERE v.request_id = q.id AND v.revision = a.revision AND v.valid
        AND v.principal_id = a.principal_id)`);
  await promise(tx, { topic: "approval.ask", key: requestId, payload: { requestId } });
}

/** What a stage asked of an earlier revision says nothing about this one; what was resolved of this one stays. */
async function resolveOnce(
  tx: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  request: StagedRequest,
): Promise<void> {
  const { id: requestId, revision } = request;
  const [known] = await tx.query(sql`
    SELECT 1 FROM approvers WHERE request_id = ${requestId} AND revision = ${revision} LIMIT 1`);
  if (known !== undefined) return;
  await recordApprovers(tx, { requestId, revision, approvers: await resolveApprovers(tx, ctx, request) });
}

/** Nobody has the request open any more: it is decided, or it has ended. For a request that the caller has locked. */
export async function closeStages(tx: Queryable, requestId: string): Promise<void> {
  await tx.query(
    sql`UPDATE requests SET stage = NULL, stage_asked_at = NULL, remind_at = NULL WHERE id = ${requestId}`,
  );
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
