import type { Actor } from "#domain/access/actor.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

const countedMax = 100;

/** Counts what the actor has not read, up to 100: read from an index of unread messages alone. */
export async function countUnread(
  { db }: Pick<ServerContext, "db">,
  { principalId }: Pick<Actor, "principalId">,
): Promise<{ readonly unread: number }> {
  const [row] = await db.query<{ unread: number }>(sql`
    SELECT count(*)::integer AS unread FROM (
      SELECT 1 FROM notifications WHERE recipient_id = ${principalId} AND read_at IS NULL LIMIT ${countedMax}) AS n`);
  return { unread: row?.unread ?? 0 };
}
