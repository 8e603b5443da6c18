import type { ApprovalPlan, CastVote } from "#domain/approvals/approval-plan.ts";
import { tallyVotes } from "#domain/approvals/tally-votes.ts";
import { systemActor } from "#domain/audit/audit-event.ts";
import { decisionSchema } from "#domain/contracts/decision.ts";
import { voteSchema } from "#domain/contracts/request.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { openStage } from "#server/approvals/open-stage.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";

/**
 * Voids the votes of deactivated people on a locked request that is not executed yet, and opens the stage again that they
 * leave short: pending stays pending, approved becomes pending. True when it waits for people because of that.
 *
 * Whoever was deactivated before the lock was taken counts no more, whether or not anybody has settled what they left.
 */
export async function voidLeaverVotes(
  tx: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  request: LockedRequest,
): Promise<boolean> {
  const { id, state, revision } = request;
  if (state !== "pending_approval" && state !== "approved") return false;
  const voided = await tx.query<{ principalId: string; name: string }>(sql`
    UPDATE votes v SET valid = false FROM principals p
    WHERE v.request_id = ${id} AND v.valid AND p.id = v.principal_id AND p.disabled_at IS NOT NULL
    RETURNING p.id AS "principalId", p.name`);
  if (voided.length === 0) return false;
  const plan: ApprovalPlan = decisionSchema.parse(request.decision).effective.approvalPlan;
  const gone = new Set(voided.map(({ principalId }) => principalId));
  const tally = tallyVotes(
    plan,
    votesOf(request).filter(({ principalId }) => !gone.has(principalId)),
  );
  if (tally.state !== "pending") return false;
  const names = [...new Set(voided.map(({ name }) => name))].join(", ");
  await tx.query(sql`
    UPDATE requests SET state = 'pending_approval', blocked_reason = NULL, updated_at = clock_timestamp() WHERE id = ${id}`);
  await openStage(tx, ctx, { requestId: id, revision, stage: tally.stage });
  await tx.query(sql`
    UPDATE approvers SET open = false WHERE request_id = ${id} AND open
      AND principal_id IN (SELECT id FROM principals WHERE disabled_at IS NOT NULL)`);
  await appendAudit(tx, {
    stream: `request:${id}`,
    requestId: id,
    actor: systemActor,
    action: "request.votes_voided",
    object: `request:${id}`,
    message: `${names} left before it was built: what they said does not count any more. It waits for approval again.`,
    details: { state: "pending_approval", stage: tally.stage, voters: [...gone] },
  });
  await notify(tx, {
    dedupeKey: `request.reopened:${id}:${revision}:${[...gone].toSorted().join(",")}`,
    recipientId: request.onBehalfOfId ?? request.requesterId,
    template: "request.reopened",
    payload: { requestId: id, name: request.name, by: names },
  });
  return true;
}

function votesOf({ votes }: LockedRequest): readonly CastVote[] {
  return votes.map(({ principalId, stage, verdict }) => ({
    principalId,
    stage,
    verdict: voteSchema.shape.verdict.parse(verdict),
  }));
}
