import type { Actor } from "#domain/access/actor.ts";
import type { WebhookList, WebhookListQuery } from "#domain/contracts/webhook.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { decodeCursor, encodeCursor } from "#server/requests/page-cursor.ts";
import { managedBy, presentWebhook, selectWebhooks } from "#server/webhooks/webhook-row.ts";

const pageRows = 25;

/** Lists the endpoints that the actor manages, newest first. @throws invalid_input for a cursor of another list */
export async function listWebhooks(
  { db }: Pick<ServerContext, "db">,
  actor: Actor,
  { team, state, cursor, limit = pageRows }: WebhookListQuery,
): Promise<WebhookList> {
  const after = cursor === undefined ? null : decodeCursor(cursor, "webhooks");
  const rows = await db.query(sql`${selectWebhooks()} AND ${managedBy(actor)}
    AND (${team ?? null}::text IS NULL OR w.team = ${team ?? null})
    AND (${state ?? null}::text IS NULL OR w.state = ${state ?? null})
    AND (${after?.createdAt ?? null}::timestamptz IS NULL
      OR (w.created_at, w.id) < (${after?.createdAt ?? null}::timestamptz, ${after?.id ?? null}::text))
    ORDER BY w.created_at DESC, w.id DESC LIMIT ${limit + 1}`);
  const items = rows.slice(0, limit).map(presentWebhook);
  const last = items.at(-1);
  const place = last && { createdAt: new Date(last.createdAt), id: last.id };
  return { items, nextCursor: rows.length > limit && place ? encodeCursor(place, "webhooks") : null };
}
