import { openWebhookKeys } from "#server/adapters/crypto/webhook-opening/open-webhook-keys.ts";
import { openPost } from "#server/adapters/webhooks/post-webhook.ts";
import { resolveByDns } from "#server/adapters/webhooks/resolve-host.ts";
import { webhookRules } from "#server/adapters/webhooks/webhook-rules.ts";
import type { ServerContext } from "#server/context.ts";
import { publishOpener } from "#server/webhooks/publish-opener.ts";
import type { WebhookServices } from "#server/webhooks/webhook-services.ts";

/**
 * Opens what webhooks are sent with, and says to which key they are sealed; null where this worker has none.
 *
 * @throws settings_invalid for a key or networks that are none
 */
export async function openWebhooks(ctx: ServerContext): Promise<WebhookServices | null> {
  const post = openPost({ ...webhookRules(ctx.settings), resolve: resolveByDns() });
  const opener = await openWebhookKeys(ctx.settings);
  if (opener === null) {
    ctx.log.warn("no key for webhooks: this worker sends none");
    return null;
  }
  const services = { ctx, opener, post };
  await publishOpener(services);
  return services;
}
