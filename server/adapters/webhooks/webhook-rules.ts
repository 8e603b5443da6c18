import { publicPorts, type WebhookRules } from "#server/adapters/webhooks/check-webhook-url.ts";
import { readAllowedNetworks } from "#server/adapters/webhooks/denied-networks.ts";
import type { Settings } from "#server/settings.ts";

/** What endpoints of this installation may be. @throws settings_invalid for networks that are none */
export function webhookRules({ WEBHOOK_ALLOWED_NETWORKS }: Pick<Settings, "WEBHOOK_ALLOWED_NETWORKS">): WebhookRules {
  return { allowed: readAllowedNetworks(WEBHOOK_ALLOWED_NETWORKS), ports: publicPorts };
}
