import { AppError } from "#domain/errors/app-error.ts";
import { checkWebhookUrl } from "#server/adapters/webhooks/check-webhook-url.ts";
import { webhookRules } from "#server/adapters/webhooks/webhook-rules.ts";
import type { ServerContext } from "#server/context.ts";

/**
 * Refuses early a URL that would never be called. What its name resolves to is looked at when it is called, each time.
 *
 * @throws invalid_input with `details.errors`, in one sentence
 */
export function assertWebhookUrl({ settings }: Pick<ServerContext, "settings">, url: string): void {
  const checked = checkWebhookUrl(url, webhookRules(settings));
  if (typeof checked !== "string") return;
  throw new AppError("invalid_input", checked, {
    details: { errors: [{ in: "body", path: "/url", message: checked }] },
  });
}
