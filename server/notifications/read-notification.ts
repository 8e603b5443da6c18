import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { countUnread } from "#server/notifications/count-unread.ts";

/**
 * Marks one message of the actor as read; again changes nothing.
 *
 * @throws not_found for a message to somebody else, as for one that is not there
 */
export async function readNotification(
  ctx: ServerContext,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<{ readonly unread: number }> {
  const rows = await ctx.db.query(sql`
    UPDATE notifications SET read_at = coalesce(read_at, clock_timestamp())
    WHERE id = ${id} AND recipient_id = ${actor.principalId} RETURNING id`);
  if (rows.length === 0) throw new AppError("not_found", "There is no such message, or it is not yours.");
  return countUnread(ctx, actor);
}
