import type { Actor } from "#domain/access/actor.ts";
import { canDecide } from "#domain/approvals/can-decide.ts";
import { mayDecideInChat } from "#domain/approvals/may-decide-in-chat.ts";
import { stageDecidedBefore } from "#domain/approvals/stage-decided-before.ts";
import { tallyVotes, type Tally } from "#domain/approvals/tally-votes.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { DecideBody, RequestView } from "#domain/contracts/request.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { startWindowHours } from "#domain/requests/open-hours.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { counterRequest } from "#server/approvals/counter-request.ts";
import { lockCase, type LockedCase } from "#server/approvals/lock-case.ts";
import { closeStageFor, closeStages, openStage } from "#server/approvals/open-stage.ts";
import { recordVote } from "#server/approvals/record-vote.ts";
import { tellDecision } from "#server/approvals/tell-decision.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { assertRecentSignIn } from "#server/identity/assert-recent-sign-in.ts";
import { promise } from "#server/outbox/promise.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";
import type { LockedRequest, LockedVote } from "#server/requests/lock-request.ts";
import { findVisibleRequest, showRequest } from "#server/requests/show-request.ts";

type DecideInput = DecideBody & { readonly id: string };

/**
 * Records one person's verdict on the stage that is pending, and moves the request when that completes or ends it; or
 * keeps their narrower offer with it.
 *
 * Decided under the request's row lock, bound to the digest the voter saw, by who they are at this moment.
 * @throws not_found, secret_in_text, own_request, not_an_approver, portal_only, reauthentication_required
 * (`details.maxAgeSeconds`), not_narrower, unauthenticated, digest_stale, already_decided (`details.by`, `details.at`)
 */
export async function decideRequest(ctx: ServerContext, actor: Actor, input: DecideInput): Promise<RequestView> {
  await findVisibleRequest(ctx, actor, input.id);
  await assertNoSecret({ comment: input.comment });
  await ctx.db.transaction(async (tx) => {
    const locked = await lockCase(tx, ctx, { actor, id: input.id });
    assertMayDecide(locked, input.digest);
    const { record, question } = locked;
    const { verdict, comment } = input;
    if (verdict === "approve") assertFreshApproval(ctx, actor, record);
    const said = { record, actor, stage: question.stage, comment };
    if (verdict === "counter") return counterRequest(tx, ctx, { ...said, changes: input.changes ?? [] });
    await recordVote(tx, { ...said, verdict });
    const vote = { principalId: actor.principalId, stage: question.stage, verdict };
    const tally = tallyVotes(question.request.approvalPlan, [...question.votes, vote]);
    const decided = { ...said, verdict, tally, stages: question.request.approvalPlan.length };
    await moveStage(tx, ctx, decided);
    await applyTally(tx, decided);
    await tellDecision(tx, ctx, decided);
  });
  return showRequest(ctx, actor, input.id);
}

function assertMayDecide({ record, question, askedStages }: LockedCase, digest: string): void {
  const permission = canDecide(question);
  if (!permission.allowed && permission.code === "own_request") throw new AppError("own_request", permission.reason);
  if (record.state !== "pending_approval") throw alreadyDecided(record, record.votes.at(-1));
  if (!permission.allowed) {
    const before = stageDecidedBefore(question, askedStages);
    if (permission.code === "not_an_approver" && before === null)
      throw new AppError(permission.code, permission.reason);
    const own = record.votes.find((vote) => vote.principalId === question.actor.principalId);
    if (own !== undefined) throw alreadyDecided(record, own, permission.reason);
    throw alreadyDecided(
      record,
      record.votes.findLast((vote) => vote.stage === before),
    );
  }
  if (question.actor.channel === "chat" && !mayDecideInChat(record, question.catalog)) {
    throw new AppError("portal_only", "This is decided in the portal, not in chat. Open it there.");
  }
  if (record.digest !== digest) {
    throw new AppError("digest_stale", "The request changed after you opened it. Read it again, then decide.", {
      details: { digest: record.digest },
    });
  }
}

/** A no, and an offer of less, need no more than the sign-in itself. */
function assertFreshApproval({ catalog }: ServerContext, actor: Actor, { environment }: LockedRequest): void {
  const minutes = catalog.environments.get(environment)?.approveMaxAgeMinutes ?? null;
  if (minutes !== null) assertRecentSignIn(actor, minutes * 60);
}

/** A verdict that was written down, and where it leaves the plan. */
interface Decided {
  readonly record: LockedRequest;
  readonly actor: Actor;
  readonly stage: number;
  readonly verdict: "approve" | "reject";
  readonly comment: string;
  readonly tally: Tally;
  /** How many the plan has. */
  readonly stages: number;
}

/** The next stage waits when this one is met, nothing when the plan is; else the voter alone is done. */
async function moveStage(tx: Queryable, ctx: ServerContext, { record, actor, stage, tally }: Decided): Promise<void> {
  const { id: requestId, revision } = record;
  if (tally.state !== "pending") return closeStages(tx, requestId);
  if (tally.stage !== stage) return openStage(tx, ctx, { requestId, revision, stage: tally.stage });
  await closeStageFor(tx, { requestId, principalId: actor.principalId });
}

async function applyTally(tx: Queryable, decided: Decided): Promise<void> {
  const { record, actor, verdict, comment, stage, tally, stages } = decided;
  const state = tally.state === "pending" ? "pending_approval" : tally.state;
  await tx.query(sql`
    UPDATE requests SET state = ${state}, holding = ${state !== "rejected" && record.kind === "provision"}, updated_at = clock_timestamp(),
      counter_offer = CASE WHEN ${state === "pending_approval"} THEN counter_offer END,
      expires_at = CASE ${state} WHEN 'approved' THEN clock_timestamp() + make_interval(hours => ${startWindowHours})
                                 WHEN 'rejected' THEN NULL ELSE expires_at END
    WHERE id = ${record.id}`);
  const who = actor.name ?? actor.email ?? "An approver";
  const said = verdict === "approve" ? "approved" : "rejected";
  const what = stages > 1 && verdict === "approve" ? `stage ${stage + 1} of ${stages}` : "the request";
  await appendAudit(tx, {
    stream: `request:${record.id}`,
    requestId: record.id,
    actor: auditActor(actor),
    action: `request.${said}`,
    object: `request:${record.id}`,
    message: `${who} ${said} ${what}${tally.state === "pending" ? "; more approvals are needed" : ""}.`,
    details: {
      state,
      digest: record.digest,
      comment,
      verdict,
      stage,
      authTime: actor.authTime?.toISOString() ?? null,
      acr: actor.acr,
    },
  });
  if (state === "approved")
    await promise(tx, { topic: "run.start", key: record.id, payload: { requestId: record.id } });
}

function alreadyDecided(record: LockedRequest, vote: LockedVote | undefined, reason?: string): AppError {
  const by = vote?.principal.name ?? vote?.principal.email ?? null;
  const at = vote?.at ?? null;
  const what =
    record.state === "pending_approval" ? "stage is decided" : `request is ${record.state.replace("_", " ")}`;
  const sentence = `The ${what} already${by ? ` by ${by} at ${at}` : ""}.`;
  return new AppError("already_decided", reason ?? sentence, { details: { by, at, state: record.state } });
}
