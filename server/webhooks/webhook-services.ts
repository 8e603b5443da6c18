import type { WebhookKeyOpener } from "#server/adapters/crypto/webhook-opening/open-webhook-keys.ts";
import type { PostWebhook } from "#server/adapters/webhooks/post-webhook.ts";
import type { ServerContext } from "#server/context.ts";

/** What a worker sends webhooks with. */
export interface WebhookServices {
  readonly ctx: ServerContext;
  readonly opener: WebhookKeyOpener;
  readonly post: PostWebhook;
}
