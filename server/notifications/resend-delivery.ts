import type { Actor } from "#domain/access/actor.ts";
import { canResend, canSeeDeliveries } from "#domain/access/can-see-deliveries.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { DeliveryView, ResendBody } from "#domain/contracts/notification.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { deliveryRowSchema, presentDelivery } from "#server/notifications/present-delivery.ts";

/**
 * Lets a message that could not be delivered be tried for another day; whoever asked for it is written down.
 *
 * @throws forbidden, not_found, wrong_state for one that has not failed
 */
export async function resendDelivery(
  ctx: ServerContext,
  actor: Actor,
  { notification, channel }: ResendBody,
): Promise<DeliveryView> {
  const permission = [canSeeDeliveries(actor), canResend(actor)].find(({ allowed }) => !allowed);
  if (permission?.allowed === false) throw new AppError("forbidden", permission.reason);
  return ctx.db.transaction(async (tx) => {
    const [resent] = await tx.query<{ done: boolean }>(
      sql`SELECT resend_delivery(${notification}, ${channel}) AS done`,
    );
    const [row] = await tx.query(sql`
      SELECT d.notification_id AS notification, d.channel, d.state, d.attempts, d.reason, d.next_at AS "nextAt",
        d.sent_at AS "sentAt", d.created_at AS "createdAt", n.template, n.payload,
        jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email) AS recipient
      FROM deliveries d JOIN notifications n ON n.id = d.notification_id JOIN principals p ON p.id = n.recipient_id
      WHERE d.notification_id = ${notification} AND d.channel = ${channel}`);
    if (row === undefined) throw new AppError("not_found", "There is no such delivery.");
    const delivery = presentDelivery(ctx, deliveryRowSchema.parse(row));
    const { state, recipient } = delivery;
    if (resent?.done !== true)
      throw new AppError("wrong_state", "Only what has failed is sent again.", { details: { state } });
    await appendAudit(tx, {
      stream: `principal:${recipient.id}`,
      requestId: null,
      actor: auditActor(actor),
      action: "notification.resent",
      object: `notification:${notification}`,
      message: `A message that could not be delivered is tried again through ${channel}.`,
      details: { channel },
    });
    return delivery;
  });
}
