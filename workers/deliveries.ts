import { atOneSet } from "#server/catalog/at-one-set.ts";
import type { ServerContext } from "#server/context.ts";
import { deliverDue } from "#server/notifications/deliver-due.ts";
import type { NotificationChannel } from "#server/notifications/notification-channel.ts";
import { coalesce } from "#workers/coalesce.ts";
import type { Loop } from "#workers/on-shutdown.ts";

const intervalMs = 1000;
/** A flood of submits must not become a flood of mail: so much time passes between one handful and the next. */
const pauseMs = 200;

/** The lanes of a worker, one per channel: none waits for another. */
export interface Deliveries extends Loop {
  /** Says that something is due now. */
  wake(): void;
}

/** Sends what is due in each channel, at a look each second and whenever woken. */
export function startDeliveries(
  ctx: ServerContext,
  channels: readonly NotificationChannel[],
  signal: AbortSignal,
): Deliveries {
  const lanes = channels.map((channel) => startLane(ctx, channel, signal));
  return {
    wake: () => lanes.forEach((lane) => lane.wake()),
    idle: () => Promise.all(lanes.map((lane) => lane.idle())),
  };
}

function startLane(ctx: ServerContext, channel: NotificationChannel, signal: AbortSignal): Deliveries {
  let turn: Promise<unknown> = Promise.resolve();
  const turnOver = async () => {
    if (signal.aborted) return;
    const all = (async () => {
      while (!signal.aborted && (await deliverDue(atOneSet(ctx), channel)) > 0) {
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    })();
    turn = all.catch((error: unknown) => ctx.log.warn({ err: error, channel: channel.id }, "deliveries failed"));
    await turn;
  };
  const wake = coalesce(turnOver, 0);
  const timer = setInterval(wake, intervalMs);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  return { wake, idle: () => turn };
}
