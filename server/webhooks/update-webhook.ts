import type { Actor } from "#domain/access/actor.ts";
import type { UpdateWebhookBody, WebhookView } from "#domain/contracts/webhook.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";
import { assertWebhookUrl } from "#server/webhooks/assert-webhook-url.ts";
import { auditWebhook, lockWebhook } from "#server/webhooks/lock-webhook.ts";
import { showWebhook } from "#server/webhooks/show-webhook.ts";

/**
 * Changes where an endpoint is, what it is for and which events it is told; what is left out stays. Failures at another
 * URL do not count against the new one.
 *
 * @throws not_found, invalid_input, secret_in_text
 */
export async function updateWebhook(
  ctx: ServerContext,
  actor: Actor,
  { id, body }: { readonly id: string; readonly body: UpdateWebhookBody },
): Promise<WebhookView> {
  await showWebhook(ctx, actor, id);
  const { url, description, events } = body;
  if (url !== undefined) assertWebhookUrl(ctx, url);
  await assertNoSecret({ description });
  await ctx.db.transaction(async (tx) => {
    const before = await lockWebhook(tx, id);
    const chosen = events && [...new Set(events)];
    const changed = await tx.query(sql`
      UPDATE webhooks SET url = coalesce(${url ?? null}, url), description = coalesce(${description ?? null}, description),
        events = coalesce(${chosen ?? null}::text[], events),
        failing_since = CASE WHEN url = coalesce(${url ?? null}, url) THEN failing_since END
      WHERE id = ${id} AND (url, description, events) IS DISTINCT FROM (coalesce(${url ?? null}, url),
        coalesce(${description ?? null}, description), coalesce(${chosen ?? null}::text[], events)) RETURNING id`);
    if (changed.length === 0) return;
    const hosts = [before.url, url ?? before.url].map((text) => new URL(text).host);
    await auditWebhook(tx, actor, {
      id,
      what: "updated",
      message: `Webhook to ${hosts[0]} changed${hosts[0] === hosts[1] ? "" : `: it goes to ${hosts[1]} now`}.`,
      details: {
        host: hosts[1],
        ...(chosen && { events: chosen }),
        urlChanged: url !== undefined && url !== before.url,
      },
    });
  });
  return showWebhook(ctx, actor, id);
}
