import type { Actor } from "#domain/access/actor.ts";
import type { WebhookDeliveryList, WebhookDeliveryListQuery } from "#domain/contracts/webhook.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { decodeCursor, encodeCursor } from "#server/requests/page-cursor.ts";
import { presentWebhookDelivery, selectDeliveries } from "#server/webhooks/delivery-row.ts";
import { showWebhook } from "#server/webhooks/show-webhook.ts";

const pageRows = 25;

/**
 * Lists what became of each event at an endpoint, newest first, to whoever manages it.
 *
 * @throws not_found, invalid_input for a cursor of another list
 */
export async function listWebhookDeliveries(
  ctx: Pick<ServerContext, "db">,
  actor: Actor,
  { id, state, cursor, limit = pageRows }: WebhookDeliveryListQuery & { readonly id: string },
): Promise<WebhookDeliveryList> {
  const after = cursor === undefined ? null : decodeCursor(cursor, "webhook-deliveries");
  await showWebhook(ctx, actor, id);
  const rows = await ctx.db.query(sql`${selectDeliveries(id)}
    AND (${state ?? null}::text IS NULL OR d.state = ${state ?? null})
    AND (${after?.createdAt ?? null}::timestamptz IS NULL
      OR (d.created_at, d.id) < (${after?.createdAt ?? null}::timestamptz, ${after?.id ?? null}::text))
    ORDER BY d.created_at DESC, d.id DESC LIMIT ${limit + 1}`);
  const items = rows.slice(0, limit).map(presentWebhookDelivery);
  const last = items.at(-1);
  const place = last && { createdAt: new Date(last.createdAt), id: last.id };
  return { items, nextCursor: rows.length > limit && place ? encodeCursor(place, "webhook-deliveries") : null };
}
