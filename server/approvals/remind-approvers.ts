import { z } from "zod";
import { reminderSecondsLeft, remindersDue } from "#domain/approvals/when-due.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { lockStage, type StagedRequest } from "#server/approvals/lock-stage.ts";
import type { ServerContext } from "#server/context.ts";
import { findDeciders } from "#server/notifications/find-deciders.ts";
import { notify } from "#server/notifications/notify.ts";

const batchRows = 50;
/** So many people are reminded of one request at most. */
const remindedMax = 200;

/**
 * Reminds those a stage still waits for, and who can still decide on it, at half of its time and at nine tenths: each at
 * most twice per stage, however often it escalates, and of none that is due within eight hours. What was missed while
 * nothing ran is one reminder, not several.
 *
 * @returns how many requests were reminded of
 */
export async function remindApprovers(ctx: ServerContext): Promise<number> {
  const due = await ctx.db.query<{ id: string }>(sql`
    SELECT id FROM requests WHERE remind_at < clock_timestamp() ORDER BY remind_at LIMIT ${batchRows}`);
  for (const { id } of due) await tryReminding(ctx, id);
  return due.length;
}

/** One that cannot be read holds up no other. */
async function tryReminding(ctx: ServerContext, id: string): Promise<void> {
  try {
    await ctx.db.transaction((tx) => remindOf(tx, ctx, id));
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    ctx.log.error({ err: error, requestId: id }, "a stage that is to be reminded of cannot be read");
    await ctx.db.query(sql`UPDATE requests SET remind_at = NULL WHERE id = ${id}`);
  }
}

async function remindOf(tx: Queryable, ctx: ServerContext, id: string): Promise<void> {
  const request = await lockStage(tx, id);
  if (request === null || request.remindAt === null || request.remindAt > request.now) return;
  const { waiting, stage, expiresAt, now, reminders } = request;
  const secondsLeft = expiresAt === null ? 0 : (expiresAt.getTime() - now.getTime()) / 1000;
  const waits = request.state === "pending_approval" && waiting !== null && stage !== null && secondsLeft > 0;
  if (waits) await remindDeciders(tx, ctx, { ...request, stage });
  const sent = waits ? Math.max(reminders + 1, remindersDue(waiting, secondsLeft)) : reminders;
  const left = waits ? reminderSecondsLeft(waiting, sent) : null;
  await tx.query(sql`
    UPDATE requests SET reminders = ${sent}, remind_at = expires_at - make_interval(secs => ${left}) WHERE id = ${id}`);
}

async function remindDeciders(
  tx: Queryable,
  ctx: ServerContext,
  request: StagedRequest & { readonly stage: number },
): Promise<void> {
  const { id: requestId, revision, stage, reminders, name, environment, requester, expiresAt } = request;
  const deciders = await findDeciders(tx, ctx, { ...request, requestId });
  for (const { principalId } of deciders.slice(0, remindedMax)) {
    await notify(tx, {
      dedupeKey: `approval.reminder:${requestId}:${revision}:${stage}:${reminders}:${principalId}`,
      recipientId: principalId,
      template: "approval.reminder",
      payload: { requestId, name, environment, requester, ...(expiresAt && { dueAt: expiresAt.toISOString() }) },
    });
  }
}
