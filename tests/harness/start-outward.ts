import { onTestFinished } from "vitest";
import type { ServerContext } from "#server/context.ts";
import type { NotificationChannel } from "#server/notifications/notification-channel.ts";
import { openChannels } from "#server/notifications/open-channels.ts";
import { startDeliveries } from "#workers/deliveries.ts";

/** Starts the lanes of a worker in this process, over the channels of its settings or those given; they end with the test. */
export function startOutward(ctx: ServerContext, channels: readonly NotificationChannel[] = openChannels(ctx)) {
  const stop = new AbortController();
  const deliveries = startDeliveries(ctx, channels, stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await deliveries.idle();
  });
  return { channels, deliveries };
}
