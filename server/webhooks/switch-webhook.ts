import type { Actor } from "#domain/access/actor.ts";
import type { WebhookView } from "#domain/contracts/webhook.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { auditWebhook, lockWebhook } from "#server/webhooks/lock-webhook.ts";
import { showWebhook } from "#server/webhooks/show-webhook.ts";

/**
 * Switches an endpoint off or on. Idempotent. Off: nothing is sent there from the moment this returns but what is under
 * way. On: it is told what happens from now on.
 *
 * @throws not_found
 */
export async function switchWebhook(
  ctx: ServerContext,
  actor: Actor,
  { id, to }: { readonly id: string; readonly to: WebhookView["state"] },
): Promise<WebhookView> {
  await showWebhook(ctx, actor, id);
  await ctx.db.transaction(async (tx) => {
    const before = await lockWebhook(tx, id);
    if (before.state === to) return;
    await tx.query(sql`
      UPDATE webhooks SET state = ${to}, disabled_reason = ${to === "disabled" ? "by_hand" : null}, failing_since = NULL
      WHERE id = ${id}`);
    const what = to === "disabled" ? "disabled" : "enabled";
    await auditWebhook(tx, actor, { id, what, message: `Webhook to ${new URL(before.url).host} ${what}.` });
  });
  return showWebhook(ctx, actor, id);
}
