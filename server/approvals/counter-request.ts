import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Actor } from "#domain/access/actor.ts";
import { narrowRequest } from "#domain/approvals/narrow-request.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import { decisionSchema } from "#domain/contracts/decision.ts";
import type { CounterOffer, OfferChange } from "#domain/contracts/request.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { spellChanges } from "#domain/requests/spell-changes.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { openStage } from "#server/approvals/open-stage.ts";
import { recordVote } from "#server/approvals/record-vote.ts";
import { voidVotes } from "#server/approvals/void-votes.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { findStoredTemplate } from "#server/catalog/find-stored-template.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";

/** An offer of somebody who may decide on the request, which the caller has locked. */
interface Offering {
  readonly actor: Actor;
  readonly record: LockedRequest;
  readonly stage: number;
  readonly comment: string;
  readonly changes: readonly OfferChange[];
}

/**
 * Offers the requester less of the same, in the place of any earlier offer. The request goes on waiting as it was filed;
 * votes that were cast do not count any more, their voters and the requester are told.
 *
 * @throws not_narrower with `details.path` into the body
 */
export async function counterRequest(tx: Queryable, ctx: ServerContext, offering: Offering): Promise<void> {
  const { actor, record, stage, comment, changes } = offering;
  assertCanBeLess(record, changes);
  const template = await findStoredTemplate(tx, record.templateVersionId);
  const { deliveries } = decisionSchema.parse(record.decision).effective;
  const narrowing = narrowRequest(record, changes, { template, deliveries, sizeScale: ctx.catalog.settings.sizeScale });
  if (!narrowing.isNarrower) {
    throw new AppError("not_narrower", narrowing.reason, { details: { path: narrowing.path } });
  }
  const { by, offer } = await offerOf(tx, offering);
  await recordVote(tx, { record, actor, stage, verdict: "counter", comment });
  await tx.query(sql`
    UPDATE requests SET counter_offer = ${JSON.stringify(offer)}, updated_at = clock_timestamp() WHERE id = ${record.id}`);
  const words = spellChanges(record, changes);
  const why = `${by} offers something else instead.`;
  const voided = await voidVotes(tx, record, { why, except: actor.principalId });
  if (voided > 0) await openStage(tx, ctx, { requestId: record.id, revision: record.revision, stage: 0 });
  await appendAudit(tx, {
    stream: `request:${record.id}`,
    requestId: record.id,
    actor: auditActor(actor),
    action: "request.countered",
    object: `request:${record.id}`,
    message: `${by} offers less instead: ${words}.${voided > 0 ? " Votes that were cast do not count any more." : ""}`,
    details: { state: record.state, digest: record.digest, offer: offer.digest, comment, changes, voided },
  });
  await notify(tx, {
    dedupeKey: `request.countered:${record.id}:${offer.digest}`,
    recipientId: record.onBehalfOfId ?? record.requesterId,
    template: "request.countered",
    payload: { requestId: record.id, name: record.name, by, comment, changes: words },
  });
}

/** A thing that exists can be extended by less, and is what it is. */
function assertCanBeLess({ kind }: LockedRequest, changes: readonly OfferChange[]): void {
  if (kind === "provision") return;
  if (kind === "destroy")
    throw new AppError("not_narrower", "There is nothing less than destroying it.", { details: { path: "/changes" } });
  const odd = changes.findIndex(({ path }) => path !== "/lifetimeHours");
  if (odd === -1) return;
  throw new AppError("not_narrower", "An extension can be for less time; the thing itself is what it is.", {
    details: { path: `/changes/${odd}/path` },
  });
}

async function offerOf(tx: Queryable, { actor, record, comment, changes }: Offering) {
  const [clock] = await tx.query<{ now: Date }>(sql`SELECT clock_timestamp() AS now`);
  const at = (clock?.now ?? new Date()).toISOString();
  const by = { id: actor.principalId, name: actor.name, email: actor.email };
  const text = canonicalize({ request: record.digest, by: by.id, at, comment, changes }) ?? "";
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  const offer: CounterOffer = { by, at, comment, changes: [...changes], digest };
  return { by: actor.name ?? actor.email ?? "An approver", offer };
}
