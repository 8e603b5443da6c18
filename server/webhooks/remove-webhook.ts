import type { Actor } from "#domain/access/actor.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { auditWebhook, lockWebhook } from "#server/webhooks/lock-webhook.ts";
import { showWebhook } from "#server/webhooks/show-webhook.ts";

/**
 * Ends an endpoint for good, with its keys. What it was told stays in the audit record; its deliveries go in time.
 *
 * @throws not_found, also for one that was removed before
 */
export async function removeWebhook(ctx: ServerContext, actor: Actor, id: string): Promise<void> {
  await showWebhook(ctx, actor, id);
  await ctx.db.transaction(async (tx) => {
    const { url } = await lockWebhook(tx, id);
    await tx.query(sql`DELETE FROM webhook_keys WHERE webhook_id = ${id}`);
    await tx.query(sql`
      UPDATE webhooks SET state = 'disabled', disabled_reason = 'by_hand', removed_at = clock_timestamp() WHERE id = ${id}`);
    await auditWebhook(tx, actor, { id, what: "removed", message: `Webhook to ${new URL(url).host} removed.` });
  });
}
