import { z } from "zod";
import { isAppError } from "#domain/errors/app-error.ts";
import { deliveryRetryMs } from "#domain/notifications/delivery-retry.ts";
import { aboutMessage } from "#domain/notifications/message-templates.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import type { NotificationChannel } from "#server/notifications/notification-channel.ts";
import { plainReason } from "#server/notifications/plain-reason.ts";
import { gatherReminders } from "#server/notifications/gather-reminders.ts";
import { writeMessage } from "#server/notifications/write-message.ts";

/** A delivery that this process may attempt now. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly recipientId: string;
  readonly template: string;
  readonly payload: unknown;
  readonly asks: string | null;
  /** This one included. */
  readonly attempts: number;
}

const payloadSchema = z.record(z.string(), z.string());
/** Longer than any channel's own time limits: what is still out then is tried again as the same message. */
export const attemptMs = 30_000;

/** Makes one attempt at a claimed delivery, or leaves it out where it has nothing to say any more; records which. */
export async function sendDelivery(
  ctx: ServerContext,
  channel: NotificationChannel,
  delivery: ClaimedDelivery,
): Promise<void> {
  try {
    const needless = await whyNeedless(ctx, channel, delivery);
    if (needless !== null) return await settle(ctx, channel, { ...delivery, state: "skipped", reason: needless });
    const to = await channel.addressOf(ctx.db, delivery.recipientId);
    if (to === null) return await settle(ctx, channel, { ...delivery, state: "skipped", reason: "No address." });
    const { template } = delivery;
    const payload = payloadSchema.parse(delivery.payload);
    const gathered = aboutMessage(template).digest ? await gatherReminders(ctx, channel, delivery) : undefined;
    if (gathered === null) return;
    const text = gathered ?? writeMessage(template, payload, ctx.settings);
    await within(attemptMs, channel.send({ id: delivery.id, to, template, payload, text }));
    await settle(ctx, channel, { ...delivery, state: "sent", reason: null });
  } catch (error) {
    ctx.log.warn({ err: error, channel: channel.id, notification: delivery.id }, "a delivery failed");
    await postpone(ctx, channel, { ...delivery, reason: plainReason(error), waitMs: askedToWaitMs(error) });
  }
}

/** Nobody is written to about what they no longer can do, or said that they do not want to hear in this channel. */
async function whyNeedless(
  { db }: ServerContext,
  channel: NotificationChannel,
  { id, recipientId, template, asks }: ClaimedDelivery,
): Promise<string | null> {
  const { kind, isOfWaiting = false } = aboutMessage(template);
  const [row] = await db.query<{ unwanted: boolean; settled: boolean | null; over: boolean }>(sql`
    SELECT n.asks IN ('vote', 'answer') AND NOT still_asks(n.asks, n.recipient_id, n.payload) AS settled,
      ${isOfWaiting} AND NOT EXISTS (SELECT FROM requests q
        WHERE q.id = n.payload ->> 'requestId' AND q.state = 'pending_approval') AS over,
      EXISTS (SELECT FROM notification_choices c WHERE c.principal_id = ${recipientId} AND c.kind = ${kind}
        AND c.channel = ${channel.id} AND NOT c.wanted) AS unwanted
    FROM notifications n WHERE n.id = ${id}`);
  if (row?.over || (asks !== null && row?.settled)) return "Settled before it was sent.";
  return row?.unwanted && kind !== "security" ? "Switched off by who it is for." : null;
}

type Settled = ClaimedDelivery & { readonly state: "sent" | "skipped"; readonly reason: string | null };

/** What left with this message has the same end. */
async function settle(
  { db }: ServerContext,
  channel: NotificationChannel,
  { id, state, reason }: Settled,
): Promise<void> {
  await db.query(sql`
    UPDATE deliveries SET state = ${state}, reason = ${reason}, next_at = NULL,
      sent_at = CASE ${state} WHEN 'sent' THEN clock_timestamp() END
    WHERE channel = ${channel.id} AND state = 'pending'
      AND (notification_id = ${id} OR (leaves_with = ${id} AND ${state} = 'sent'))`);
}

async function postpone(
  { db }: ServerContext,
  channel: NotificationChannel,
  { id, attempts, reason, waitMs }: ClaimedDelivery & { readonly reason: string; readonly waitMs: number },
): Promise<void> {
  const retryMs = Math.max(deliveryRetryMs(attempts, Math.random()), waitMs);
  await db.query(sql`
    UPDATE deliveries SET reason = ${reason},
      state = CASE WHEN give_up_at <= clock_timestamp() THEN 'failed' ELSE 'pending' END,
      next_at = CASE WHEN give_up_at > clock_timestamp()
        THEN clock_timestamp() + make_interval(secs => ${retryMs / 1000}) END
    WHERE notification_id = ${id} AND channel = ${channel.id} AND state = 'pending'`);
}

/** What the other side said, at most an hour: no answer of theirs may put a message off for good. */
function askedToWaitMs(error: unknown): number {
  const seconds = isAppError(error) ? Number(error.details.retryAfterSeconds ?? 0) : 0;
  return Number.isFinite(seconds) ? Math.min(3600, seconds) * 1000 : 0;
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The channel did not answer in time.")), limitMs);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
