// Makes the worker's key for webhooks under LATCHKEY_HOME/webhooks where there is none: `node deploy/create-webhook-key.ts`.
// It belongs to the workers alone, who share it.
import { createWebhookKey } from "#server/adapters/crypto/webhook-keys/create-webhook-key.ts";
import { webhookKeyPath } from "#server/adapters/crypto/webhook-keys/webhook-key-file.ts";
import { readSettings } from "#server/settings.ts";

try {
  const path = webhookKeyPath(readSettings().LATCHKEY_HOME);
  await createWebhookKey(path);
  console.log(path);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
