import type { Actor } from "#domain/access/actor.ts";
import type { ChannelId, NotificationChoice } from "#domain/contracts/notification.ts";
import { messageKinds } from "#domain/notifications/message-templates.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { offeredChannels } from "#server/notifications/offered-channels.ts";

/** Lists for each kind of message and each channel of this installation whether the actor is written to; first: they are. */
export async function listNotificationChoices(
  ctx: ServerContext,
  actor: Actor,
  on: Queryable = ctx.db,
): Promise<{ readonly items: readonly NotificationChoice[] }> {
  const unwanted = await on.query<{ kind: string; channel: string }>(sql`
    SELECT kind, channel FROM notification_choices WHERE principal_id = ${actor.principalId} AND NOT wanted`);
  const wants = (kind: string, channel: ChannelId) =>
    !unwanted.some((choice) => choice.kind === kind && choice.channel === channel);
  const items = messageKinds.flatMap((kind) =>
    offeredChannels(ctx.settings).map((channel) => {
      const isFixed = kind === "security";
      return { kind, channel, wanted: isFixed || wants(kind, channel), isFixed };
    }),
  );
  return { items };
}
