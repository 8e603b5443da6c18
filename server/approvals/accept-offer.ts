import type { Actor } from "#domain/access/actor.ts";
import { narrowRequest } from "#domain/approvals/narrow-request.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import { decisionSchema, type Decision } from "#domain/contracts/decision.ts";
import { counterOfferSchema, type AcceptBody, type CounterOffer, type RequestView } from "#domain/contracts/request.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { unitsOf } from "#domain/guardrails/resolve-facts.ts";
import { canAccept } from "#domain/requests/can.ts";
import { startWindowHours } from "#domain/requests/open-hours.ts";
import { spellChanges } from "#domain/requests/spell-changes.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { closeStages, openStage } from "#server/approvals/open-stage.ts";
import { voidVotes } from "#server/approvals/void-votes.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { findStoredTemplate } from "#server/catalog/find-stored-template.ts";
import type { ServerContext } from "#server/context.ts";
import { readStanding } from "#server/identity/read-standing.ts";
import { notify } from "#server/notifications/notify.ts";
import { promise } from "#server/outbox/promise.ts";
import { decideAgain } from "#server/requests/decide-again.ts";
import { stateOf } from "#server/requests/file-request.ts";
import { lockRequest, type LockedRequest } from "#server/requests/lock-request.ts";
import { findVisibleRequest, showRequest } from "#server/requests/show-request.ts";
import { blockRequest } from "#server/runs/block-request.ts";
import { digestRow } from "#server/runs/digest-row.ts";
import { isIntact } from "#server/runs/is-intact.ts";

type AcceptInput = AcceptBody & { readonly id: string };

/**
 * Takes the offer of an approver: the narrower request is decided anew by today's catalog, under the request's row lock,
 * as revision n + 1 with a digest of its own. Votes for the revision before count no more.
 *
 * Only whoever asked for it, or whom it is for. What was changed behind its digest is blocked instead.
 * @throws not_found, unauthenticated, forbidden, wrong_state, digest_stale
 */
export async function acceptOffer(ctx: ServerContext, actor: Actor, input: AcceptInput): Promise<RequestView> {
  await findVisibleRequest(ctx, actor, input.id);
  const isTaken = await ctx.db.transaction(async (tx) => {
    const record = await lockRequest(tx, input.id);
    await readStanding(tx, ctx, actor);
    const offer = offerToTake(record, { actor, input });
    if (isIntact(record)) return takeOffer(tx, ctx, { actor, record, offer });
    await blockRequest(tx, ctx, { request: record, reason: "tampered" });
    return false;
  });
  if (!isTaken) throw new AppError("wrong_state", "What is stored is not what was decided on: nothing was accepted.");
  return showRequest(ctx, actor, input.id);
}

function offerToTake(record: LockedRequest, { actor, input }: { actor: Actor; input: AcceptInput }): CounterOffer {
  const offer = counterOfferSchema.nullable().parse(record.counterOffer);
  const permission = canAccept(actor, { ...record, isOffered: offer !== null });
  if (!permission.allowed) {
    const own = [record.requesterId, record.onBehalfOfId].includes(actor.principalId);
    throw new AppError(own ? "wrong_state" : "forbidden", permission.reason, { details: { state: record.state } });
  }
  if (offer === null) throw new Error("canAccept let no offer pass.");
  if (record.digest !== input.digest || (input.offer !== undefined && input.offer !== offer.digest)) {
    throw new AppError("digest_stale", "The offer changed after you opened it. Read it again, then accept.", {
      details: { digest: record.digest, offer: offer.digest },
    });
  }
  return offer;
}

interface Taking {
  readonly actor: Actor;
  readonly record: LockedRequest;
  readonly offer: CounterOffer;
}

async function takeOffer(tx: Queryable, ctx: ServerContext, { actor, record, offer }: Taking): Promise<boolean> {
  const template = await findStoredTemplate(tx, record.templateVersionId);
  const { deliveries } = decisionSchema.parse(record.decision).effective;
  const place = { template, deliveries, sizeScale: ctx.catalog.settings.sizeScale };
  const narrowing = narrowRequest(record, offer.changes, place);
  // It was narrower as it was offered, so somebody has changed the stored offer, or the order of the sizes.
  if (!narrowing.isNarrower) throw new AppError("wrong_state", `The offer does not hold any more: ${narrowing.reason}`);
  const revised = { ...narrowing.request, revision: record.revision + 1 };
  const decision = await (await decideAgain(tx, ctx, { request: revised })).file();
  const state = await writeRevision(tx, ctx, { revised, decision });
  await voidVotes(tx, record, { why: `${nameOf(actor)} took a narrower offer instead.` });
  if (state === "pending_approval") {
    await openStage(tx, ctx, { requestId: record.id, revision: revised.revision, stage: 0 });
  } else await closeStages(tx, record.id);
  if (state === "approved") {
    await promise(tx, { topic: "run.start", key: record.id, payload: { requestId: record.id } });
  }
  await recordTaking(tx, { actor, record, offer }, { revised, decision });
  return true;
}

interface Revision {
  readonly revised: LockedRequest;
  readonly decision: Decision;
}

async function writeRevision(tx: Queryable, { catalog }: ServerContext, { revised, decision }: Revision) {
  const state = stateOf(decision);
  const { approvalPlan, cost } = decision.effective;
  await tx.query(sql`
    UPDATE requests SET state = ${state}, revision = ${revised.revision}, digest = ${digestRow(revised, decision)},
      lifetime_hours = ${revised.lifetimeHours}, parameters = ${JSON.stringify(revised.parameters)},
      delivery = ${revised.delivery}, decision = ${JSON.stringify(decision)},
      approval_plan = ${approvalPlan.length > 0 ? JSON.stringify(approvalPlan) : null}, holding = ${state !== "denied" && revised.kind === "provision"},
      monthly_cost = ${cost?.monthly ?? 0}, units = ${unitsOf(catalog, revised.parameters.size)},
      counter_offer = NULL, became_stricter = NULL, updated_at = clock_timestamp(),
      expires_at = CASE WHEN ${state !== "denied"} THEN clock_timestamp() + make_interval(hours => ${startWindowHours}) END
    WHERE id = ${revised.id}`);
  return state;
}

const becomes = {
  auto: "it is granted",
  needs_approval: "it needs an approval",
  deny: "it is denied by today's rules",
} as const satisfies Record<Decision["outcome"], string>;

async function recordTaking(tx: Queryable, { actor, record, offer }: Taking, { revised, decision }: Revision) {
  const { id, name, onBehalfOfId, onBehalfOf } = record;
  const state = stateOf(decision);
  const isBot = onBehalfOfId !== null && actor.principalId === record.requesterId;
  await appendAudit(tx, {
    stream: `request:${id}`,
    requestId: id,
    actor: auditActor(actor, isBot ? { id: onBehalfOfId, name: onBehalfOf?.name ?? null } : null),
    action: "request.offer_accepted",
    object: `request:${id}`,
    message: `The offer was accepted: ${spellChanges(record, offer.changes)}. Decided anew, ${becomes[decision.outcome]}.`,
    details: { state, was: record.digest, digest: digestRow(revised, decision), offer: offer.digest },
  });
  if (state === "pending_approval") return;
  await notify(tx, {
    dedupeKey: `request.${state}:${id}:${revised.revision}`,
    recipientId: onBehalfOfId ?? record.requesterId,
    template: state === "approved" ? "request.approved" : "request.denied",
    payload: { requestId: id, name, by: nameOf(offer.by), comment: offer.comment },
  });
}

function nameOf({ name, email }: { readonly name: string | null; readonly email: string | null }): string {
  return name ?? email ?? "Somebody";
}
