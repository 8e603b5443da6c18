import { z } from "zod";
import { reminderSecondsLeft, whenDue } from "#domain/approvals/when-due.ts";
import { systemActor } from "#domain/audit/audit-event.ts";
import type { ApprovalStage } from "#domain/contracts/decision.ts";
import { spellHours } from "#domain/guardrails/spell-hours.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { lockStage, type StagedRequest } from "#server/approvals/lock-stage.ts";
import { resolveApprovers } from "#server/approvals/resolve-approvers.ts";
import { riskOfRequest } from "#server/approvals/risk-of-request.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { promise } from "#server/outbox/promise.ts";

const batchRows = 100;

/**
 * Asks more people about every stage that is due for the first time and says whom it escalates to, and gives it its time
 * once more. The quorum stays, and so does everybody who was asked.
 *
 * A stage that nobody could be added to is left to `expireRequests`, as is one that was due before.
 * @returns how many were escalated
 */
export async function escalateStages(ctx: ServerContext): Promise<number> {
  const due = await ctx.db.query<{ id: string }>(sql`
    SELECT id FROM requests WHERE state = 'pending_approval' AND expires_at < clock_timestamp() AND NOT stage_escalated
      AND approval_plan -> stage ->> 'onTimeout' = 'escalate' ORDER BY expires_at LIMIT ${batchRows}`);
  let escalated = 0;
  for (const { id } of due) if (await tryEscalation(ctx, id)) escalated += 1;
  return escalated;
}

/** One that cannot be read holds up no other: nobody is added to it, so it ends. */
async function tryEscalation(ctx: ServerContext, id: string): Promise<boolean> {
  try {
    return await ctx.db.transaction((tx) => escalateStage(tx, ctx, id));
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    ctx.log.error({ err: error, requestId: id }, "a stage that is due cannot be read");
    await ctx.db.query(sql`UPDATE requests SET stage_escalated = true WHERE id = ${id}`);
    return false;
  }
}

async function escalateStage(tx: Queryable, ctx: ServerContext, id: string): Promise<boolean> {
  const request = await lockStage(tx, id);
  if (request === null || !isDue(request)) return false;
  const { waiting, isEscalated } = request;
  if (waiting === null || whenDue(waiting, isEscalated) !== "escalate") return false;
  const added = await addApprovers(tx, ctx, { ...request, waiting });
  await tx.query(sql`UPDATE requests SET stage_escalated = true WHERE id = ${id}`);
  if (added === 0) return false;
  const risk = riskOfRequest(ctx.catalog, { ...request, isEscalated: true });
  const left = reminderSecondsLeft(waiting, request.reminders);
  await tx.query(sql`
    UPDATE requests SET risk = ${risk}, asked_revision = NULL, updated_at = clock_timestamp(),
      expires_at = clock_timestamp() + make_interval(hours => ${waiting.deadlineHours}),
      remind_at = clock_timestamp() + make_interval(hours => ${waiting.deadlineHours}) - make_interval(secs => ${left})
    WHERE id = ${id}`);
  await tx.query(sql`UPDATE approvers SET risk = ${risk} WHERE request_id = ${id} AND open`);
  await recordEscalation(tx, request, { waiting, added });
  await promise(tx, { topic: "approval.ask", key: id, payload: { requestId: id } });
  return true;
}

function isDue({ state, expiresAt, now }: StagedRequest): boolean {
  return state === "pending_approval" && expiresAt !== null && expiresAt < now;
}

/** Those whom the stage bars are barred here too; who was asked already, or has voted, is not added. Gives how many wait beyond the plan. */
async function addApprovers(
  tx: Queryable,
  ctx: ServerContext,
  { waiting, ...request }: StagedRequest & { readonly waiting: ApprovalStage },
): Promise<number> {
  const { id, revision, stage } = request;
  const plan = [{ ...waiting, groups: waiting.escalateTo ?? [] }];
  const [people = []] = await resolveApprovers(tx, ctx, { ...request, plan });
  const ids = people.map(({ principalId }) => principalId);
  await tx.query(sql`
    INSERT INTO approvers (request_id, revision, stage, principal_id, via, open, asked_at)
    SELECT ${id}, ${revision}, ${stage}, p.id, 'escalation', true, clock_timestamp() FROM unnest(${ids}::text[]) AS p(id)
    WHERE NOT EXISTS (SELECT FROM votes v WHERE v.request_id = ${id} AND v.revision = ${revision} AND v.valid
      AND v.principal_id = p.id)
    ON CONFLICT DO NOTHING`);
  // A stage that opened again after votes were voided has those already whom it escalated to before.
  const added = await tx.query(sql`
    SELECT 1 FROM approvers WHERE request_id = ${id} AND revision = ${revision} AND stage = ${stage} AND open
      AND via = 'escalation'`);
  return added.length;
}

async function recordEscalation(
  tx: Queryable,
  { id, stage, revision }: StagedRequest,
  { waiting, added }: { readonly waiting: ApprovalStage; readonly added: number },
): Promise<void> {
  const groups = waiting.escalateTo ?? [];
  const people = `${added} ${added === 1 ? "person" : "people"} of ${spellList(groups, "and")}`;
  await appendAudit(tx, {
    stream: `request:${id}`,
    requestId: id,
    actor: systemActor,
    action: "request.escalated",
    object: `request:${id}`,
    message: `Nobody decided in time, so ${people} may decide too. It waits for ${spellHours(waiting.deadlineHours)} more.`,
    details: { state: "pending_approval", stage, revision, groups: [...groups], added, quorum: waiting.quorum },
  });
}
