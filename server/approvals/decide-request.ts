import type { Actor } from "#domain/access/actor.ts";
import { canDecide } from "#domain/approvals/can-decide.ts";
import { tallyVotes, type Tally } from "#domain/approvals/tally-votes.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { DecideBody, RequestView } from "#domain/contracts/request.ts";
import { startWindowHours } from "#domain/requests/open-hours.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { approvalCase } from "#server/approvals/approval-case.ts";
import { closeStageFor, closeStages, openStage } from "#server/approvals/open-stage.ts";
import { readAccountOwners } from "#server/approvals/read-account-owners.ts";
import { readAskedStages } from "#server/approvals/read-asked-stages.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { newId } from "#server/ids/new-id.ts";
import { notify } from "#server/notifications/notify.ts";
import { promise } from "#server/outbox/promise.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";
import { lockRequest, type LockedRequest } from "#server/requests/lock-request.ts";
import { findVisibleRequest, showRequest } from "#server/requests/show-request.ts";

type DecideInput = DecideBody & { readonly id: string };

/**
 * Records one person's verdict on the stage that is pending, and moves the request when that completes or ends it.
 *
 * Decided under the request's row lock, bound to the digest the voter saw.
 * @throws not_found, secret_in_text, own_request, not_an_approver, digest_stale, already_decided (`details.by`, `details.at`)
 */
export async function decideRequest(ctx: ServerContext, actor: Actor, input: DecideInput): Promise<RequestView> {
  await findVisibleRequest(ctx, actor, input.id);
  await assertNoSecret({ comment: input.comment });
  await ctx.db.transaction(async (tx) => {
    const record = await lockRequest(tx, input.id);
    const owners = await readAccountOwners(tx, [record.requesterId]);
    const requesterOwners = owners.get(record.requesterId) ?? [];
    const askedStages = (await readAskedStages(tx, actor, [record.id])).get(record.id) ?? null;
    const question = approvalCase(ctx.catalog, actor, { ...record, requesterOwners, askedStages });
    const permission = canDecide(question);
    if (!permission.allowed && permission.code === "own_request") throw new AppError("own_request", permission.reason);
    if (record.state !== "pending_approval") throw alreadyDecided(record);
    if (!permission.allowed) throw new AppError(permission.code, permission.reason, { details: lastVote(record) });
    if (record.digest !== input.digest) {
      throw new AppError("digest_stale", "The request changed after you opened it. Read it again, then decide.", {
        details: { digest: record.digest },
      });
    }
    const vote = { principalId: actor.principalId, stage: question.stage, verdict: input.verdict };
    await castVote(tx, { ...vote, record, comment: input.comment });
    const tally = tallyVotes(question.request.approvalPlan, [...question.votes, vote]);
    await applyTally(tx, { actor, record, input, tally });
    await moveStage(tx, ctx, { record, vote, tally });
  });
  return showRequest(ctx, actor, input.id);
}

interface NewVote {
  readonly record: LockedRequest;
  readonly principalId: string;
  readonly stage: number;
  readonly verdict: string;
  readonly comment: string;
}

async function castVote(tx: Queryable, { record, principalId, stage, verdict, comment }: NewVote): Promise<void> {
  await tx.query(sql`
    INSERT INTO votes (id, request_id, revision, stage, principal_id, verdict, comment, digest)
    VALUES (${newId("vote")}, ${record.id}, ${record.revision}, ${stage}, ${principalId}, ${verdict}, ${comment}, ${record.digest})`);
}

/** The next stage waits when this one is met, nothing when the plan is; else the voter alone is done. */
async function moveStage(
  tx: Queryable,
  ctx: ServerContext,
  { record, vote, tally }: { record: LockedRequest; vote: Pick<NewVote, "principalId" | "stage">; tally: Tally },
): Promise<void> {
  const { id: requestId, revision } = record;
  if (tally.state !== "pending") return closeStages(tx, requestId);
  if (tally.stage !== vote.stage) return openStage(tx, ctx, { requestId, revision, stage: tally.stage });
  await closeStageFor(tx, { requestId, principalId: vote.principalId });
}

async function applyTally(
  tx: Queryable,
  { actor, record, input, tally }: { actor: Actor; record: LockedRequest; input: DecideInput; tally: Tally },
): Promise<void> {
  const state = tally.state === "pending" ? "pending_approval" : tally.state;
  await tx.query(sql`
    UPDATE requests SET state = ${state}, holding = ${state !== "rejected"}, updated_at = clock_timestamp(),
      expires_at = CASE ${state} WHEN 'approved' THEN clock_timestamp() + make_interval(hours => ${startWindowHours})
                                 WHEN 'rejected' THEN NULL ELSE expires_at END
    WHERE id = ${record.id}`);
  const who = actor.name ?? actor.email ?? "An approver";
  const said = input.verdict === "approve" ? "approved" : "rejected";
  await appendAudit(tx, {
    stream: `request:${record.id}`,
    requestId: record.id,
    actor: auditActor(actor),
    action: `request.${said}`,
    object: `request:${record.id}`,
    message: `${who} ${said} the request${tally.state === "pending" ? "; more approvals are needed" : ""}.`,
    details: { state, digest: record.digest, comment: input.comment, verdict: input.verdict },
  });
  if (state === "approved")
    await promise(tx, { topic: "run.start", key: record.id, payload: { requestId: record.id } });
  if (state !== "pending_approval") {
    await notify(tx, {
      dedupeKey: `request.${state}:${record.id}:${record.revision}`,
      recipientId: record.onBehalfOfId ?? record.requesterId,
      template: `request.${state}`,
      payload: { requestId: record.id, name: record.name, by: who, comment: input.comment },
    });
  }
}

function alreadyDecided(record: LockedRequest): AppError {
  const { by, at } = lastVote(record);
  const who = by ? ` by ${by} at ${at}` : "";
  return new AppError("already_decided", `The request is ${record.state.replace("_", " ")} already${who}.`, {
    details: { by, at, state: record.state },
  });
}

function lastVote(record: LockedRequest): { by: string | null; at: string | null } {
  const vote = record.votes.at(-1);
  return { by: vote?.principal.name ?? vote?.principal.email ?? null, at: vote?.at ?? null };
}
