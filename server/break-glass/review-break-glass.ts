import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import { canReviewEmergency } from "#domain/break-glass/can-tend-emergency.ts";
import type { EmergencyView, ReviewBody } from "#domain/contracts/break-glass.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { lockEmergency, type LockedEmergency } from "#server/break-glass/lock-emergency.ts";
import { readSkippedApprovers } from "#server/break-glass/read-skipped-approvers.ts";
import { emergencyNotFound, showEmergency } from "#server/break-glass/show-emergency.ts";
import type { ServerContext } from "#server/context.ts";
import { findSecurity } from "#server/notifications/find-security.ts";
import { readStanding } from "#server/identity/read-standing.ts";
import { notify } from "#server/notifications/notify.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";

type ReviewInput = ReviewBody & { readonly id: string };

/**
 * Says whether a use of emergency access was justified, once, by one of those who were passed over and still could
 * decide. One that was not is told to security.
 *
 * @throws not_found, forbidden, wrong_state, secret_in_text
 */
export async function reviewBreakGlass(ctx: ServerContext, actor: Actor, input: ReviewInput): Promise<EmergencyView> {
  const { id, verdict, comment } = input;
  await showEmergency(ctx, actor, id);
  await assertNoSecret({ comment });
  await ctx.db.transaction(async (tx) => {
    const emergency = await lockEmergency(tx, id);
    if (emergency === null) throw emergencyNotFound();
    const reviewers = await standingReviewers(tx, ctx, emergency);
    const reviewer = await readStanding(tx, ctx, actor);
    const permission = canReviewEmergency(reviewer, { ...emergency, reviewers });
    if (!permission.allowed) {
      const open = { ...emergency, reviewers, state: "ended", isReviewed: false } as const;
      const entitled = canReviewEmergency(reviewer, open).allowed;
      const details = { state: emergency.state };
      throw new AppError(entitled ? "wrong_state" : "forbidden", permission.reason, { details });
    }
    await tx.query(sql`
      UPDATE emergencies SET reviewer_id = ${actor.principalId}, reviewed_at = clock_timestamp(), verdict = ${verdict},
        comment = ${comment}
      WHERE id = ${id}`);
    await appendAudit(tx, {
      stream: `resource:${emergency.resourceId}`,
      requestId: emergency.requestId,
      actor: auditActor(actor),
      action: "emergency.reviewed",
      object: `emergency:${id}`,
      message: `${actor.name ?? "A reviewer"} found the emergency access of ${emergency.by.name} ${said[verdict]}.`,
      details: { verdict, comment },
    });
    if (verdict === "not_justified") await tellSecurity(tx, ctx, { emergency, comment, reviewer: actor.name ?? "" });
  });
  return showEmergency(ctx, actor, id);
}

const said = { justified: "justified", not_justified: "not justified" } as const;

/** Who lost the right to decide since reviews nothing; where that leaves nobody, whoever would be asked today does. */
async function standingReviewers(
  tx: Queryable,
  ctx: ServerContext,
  { requestId, by, second, reviewers }: LockedEmergency,
): Promise<readonly string[]> {
  const parties = second === null ? [by] : [by, second];
  const today = await readSkippedApprovers(tx, ctx, { requestId, parties });
  const standing = reviewers.filter((id) => today.includes(id));
  return standing.length > 0 ? standing : today;
}

interface Told {
  readonly emergency: LockedEmergency;
  readonly comment: string;
  readonly reviewer: string;
}

async function tellSecurity(tx: Queryable, ctx: ServerContext, { emergency, comment, reviewer }: Told): Promise<void> {
  const { id, resourceId, name, by, incident } = emergency;
  for (const recipientId of await findSecurity(tx, ctx)) {
    await notify(tx, {
      dedupeKey: `emergency.not_justified:${id}:${recipientId}`,
      recipientId,
      template: "emergency.not_justified",
      payload: { resourceId, emergencyId: id, name, by: by.name, incident, reviewer, comment },
    });
  }
}
