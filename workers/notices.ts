import { z } from "zod";
import type { Queues } from "#server/adapters/queue/queues.ts";
import { atOneSet } from "#server/catalog/at-one-set.ts";
import type { ServerContext } from "#server/context.ts";
import { askApprovers } from "#server/notifications/ask-approvers.ts";
import type { NotificationChannel } from "#server/notifications/notification-channel.ts";
import { routeNotification } from "#server/notifications/route-notification.ts";
import { tellNotMe } from "#server/notifications/tell-not-me.ts";
import { tellRefusedOpens } from "#server/notifications/tell-refused-opens.ts";
import type { Deliveries } from "#workers/deliveries.ts";

/** A flood of submits must not become a flood of mail, nor take the machine from those who submit. */
const pace = { concurrency: 4, perSecondMax: 20 };

const jobSchema = z.discriminatedUnion("topic", [
  z.object({ topic: z.literal("approval.ask"), payload: z.object({ requestId: z.string() }) }),
  z.object({ topic: z.literal("grant.refused"), payload: z.object({ grantId: z.string() }) }),
  z.object({ topic: z.literal("grant.not_me"), payload: z.object({ grantId: z.string() }) }),
  z.object({ topic: z.literal("notify"), payload: z.object({ notificationId: z.string() }) }),
]);

/** The way out: the channels, and the lanes that serve them. */
interface Outward {
  readonly channels: readonly NotificationChannel[];
  readonly deliveries: Pick<Deliveries, "wake">;
}

/** Takes notice jobs from the queue: who is told what. Sending it is for the lanes of the channels, which are woken. */
export function startNotices(ctx: ServerContext, queues: Queues, outward: Outward): void {
  queues.work("notices", pace, async (hint) => {
    const job = jobSchema.parse(hint);
    const ids = await findMessages(atOneSet(ctx), job);
    for (const id of ids) await routeNotification(ctx.db, outward.channels, id);
    if (ids.length > 0) outward.deliveries.wake();
  });
}

/** Who is told what is decided when the job is taken, from the rows. */
async function findMessages(ctx: ServerContext, job: z.infer<typeof jobSchema>): Promise<readonly string[]> {
  switch (job.topic) {
    case "approval.ask":
      return askApprovers(ctx, job.payload.requestId);
    case "grant.refused":
      return tellRefusedOpens(ctx, job.payload.grantId);
    case "grant.not_me":
      return tellNotMe(ctx, job.payload.grantId);
    case "notify":
      return [job.payload.notificationId];
  }
}
