import type { Actor } from "#domain/access/actor.ts";
import { canSeeDeliveries } from "#domain/access/can-see-deliveries.ts";
import type { DeliveryList, DeliveryListQuery } from "#domain/contracts/notification.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { deliveryRowSchema, presentDelivery } from "#server/notifications/present-delivery.ts";
import { decodeCursor, encodeCursor } from "#server/requests/page-cursor.ts";

const pageRows = 25;

/**
 * Lists what became of messages in each channel, newest first: subjects and reasons, never what a message says.
 *
 * @throws forbidden without a platform role, invalid_input for a cursor of another list
 */
export async function listDeliveries(
  ctx: ServerContext,
  actor: Actor,
  { state, channel, cursor, limit = pageRows }: DeliveryListQuery,
): Promise<DeliveryList> {
  const permission = canSeeDeliveries(actor);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  const after = cursor === undefined ? null : decodeCursor(cursor, "deliveries");
  const rows = await ctx.db.query(sql`
    SELECT d.notification_id AS notification, d.channel, d.state, d.attempts, d.reason, d.next_at AS "nextAt",
      d.sent_at AS "sentAt", d.created_at AS "createdAt", n.template, n.payload,
      jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email) AS recipient
    FROM deliveries d JOIN notifications n ON n.id = d.notification_id JOIN principals p ON p.id = n.recipient_id
    WHERE (${state ?? null}::text IS NULL OR d.state = ${state ?? null})
      AND (${channel ?? null}::text IS NULL OR d.channel = ${channel ?? null})
      AND d.created_at <= ${after?.createdAt ?? "infinity"}::timestamptz
      AND (${after?.createdAt ?? null}::timestamptz IS NULL OR (d.created_at, d.notification_id || ':' || d.channel)
        < (${after?.createdAt ?? null}::timestamptz, ${after?.id ?? null}::text))
    ORDER BY d.created_at DESC, d.notification_id || ':' || d.channel DESC LIMIT ${limit + 1}`);
  const page = rows.slice(0, limit).map((row) => deliveryRowSchema.parse(row));
  const last = page.at(-1);
  const place = last && { createdAt: last.createdAt, id: `${last.notification}:${last.channel}` };
  return {
    items: page.map((row) => presentDelivery(ctx, row)),
    nextCursor: rows.length > limit && place ? encodeCursor(place, "deliveries") : null,
  };
}
