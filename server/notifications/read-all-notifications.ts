import type { Actor } from "#domain/access/actor.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { countUnread } from "#server/notifications/count-unread.ts";

/** Marks everything in the actor's inbox as read. */
export async function readAllNotifications(ctx: ServerContext, actor: Actor): Promise<{ readonly unread: number }> {
  await ctx.db.query(sql`
    UPDATE notifications SET read_at = clock_timestamp() WHERE recipient_id = ${actor.principalId} AND read_at IS NULL`);
  return countUnread(ctx, actor);
}
