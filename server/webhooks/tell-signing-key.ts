import type { WebhookWithKey } from "#domain/contracts/webhook.ts";
import { spellSigningKey } from "#domain/webhooks/sign-message.ts";
import type { WebhookAndKey } from "#server/webhooks/make-key-once.ts";

/** Puts a signing key into an answer, the one place where it is text, and wipes it. */
export function tellSigningKey({ webhook, signingKey }: WebhookAndKey): WebhookWithKey {
  const text = signingKey === null ? null : spellSigningKey(signingKey);
  signingKey?.wipe();
  return { ...webhook, signingKey: text };
}
