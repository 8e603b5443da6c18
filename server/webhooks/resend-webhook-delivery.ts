import type { Actor } from "#domain/access/actor.ts";
import type { WebhookDeliveryView } from "#domain/contracts/webhook.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { promise } from "#server/outbox/promise.ts";
import { presentWebhookDelivery, selectDeliveries } from "#server/webhooks/delivery-row.ts";
import { auditWebhook, lockWebhook } from "#server/webhooks/lock-webhook.ts";
import { showWebhook } from "#server/webhooks/show-webhook.ts";

/**
 * Has a delivery that ended sent once more, as the same message: its `webhook-id` and body stay, its time and signature
 * are new. One that is pending is on its way already, and is given as it is.
 *
 * @throws not_found; wrong_state while the endpoint is switched off
 */
export async function resendWebhookDelivery(
  ctx: ServerContext,
  actor: Actor,
  { id, delivery }: { readonly id: string; readonly delivery: string },
): Promise<WebhookDeliveryView> {
  await showWebhook(ctx, actor, id);
  return ctx.db.transaction(async (tx) => {
    const { state } = await lockWebhook(tx, id);
    const read = async () => (await tx.query(sql`${selectDeliveries(id)} AND d.id = ${delivery}`))[0];
    if ((await read()) === undefined)
      throw new AppError("not_found", "There is no such delivery, or it is not yours to see.");
    if (state === "disabled") {
      throw new AppError("wrong_state", "Nothing is sent to it while it is disabled.", { details: { state } });
    }
    const [done] = await tx.query<{ sent: boolean }>(sql`SELECT resend_webhook_delivery(${id}, ${delivery}) AS sent`);
    if (done?.sent) {
      await auditWebhook(tx, actor, {
        id,
        what: "delivery_resent",
        message: "A delivery is sent again.",
        details: { delivery },
      });
      await promise(tx, { topic: "webhook.deliver", key: delivery, payload: { webhookId: id } });
    }
    return presentWebhookDelivery(await read());
  });
}
