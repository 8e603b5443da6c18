import { AppError } from "#domain/errors/app-error.ts";
import { derivePublicKey } from "#server/adapters/crypto/key-halves.ts";
import { readGuarded } from "#server/adapters/crypto/read-guarded.ts";
import {
  webhookKeyFileSchema,
  webhookKeyPath,
  type WebhookKeyFile,
} from "#server/adapters/crypto/webhook-keys/webhook-key-file.ts";
import type { Settings } from "#server/settings.ts";

/** Where the worker's key may be. */
export type WebhookKeySettings = Pick<Settings, "LATCHKEY_HOME" | "WEBHOOK_KEY">;

/**
 * Reads the worker's key: from the setting `WEBHOOK_KEY` (or `WEBHOOK_KEY_FILE`), else from its home; null where there is
 * none. The caller wipes the private half.
 *
 * @throws settings_invalid for a key that others can read, that is another user's, or that is damaged, in a sentence
 *   without any of it
 */
export async function readWebhookKey({
  LATCHKEY_HOME,
  WEBHOOK_KEY,
}: WebhookKeySettings): Promise<WebhookKeyFile | null> {
  const text = WEBHOOK_KEY ?? (await readGuarded(webhookKeyPath(LATCHKEY_HOME), rule));
  if (text === null) return null;
  const parsed = webhookKeyFileSchema.safeParse(parseJson(text));
  if (!parsed.success) throw unusableWebhookKey("is damaged");
  const derived = derivePublicKey(parsed.data.privateKey);
  if (derived?.equals(parsed.data.publicKey) === true) return parsed.data;
  parsed.data.privateKey.fill(0);
  throw unusableWebhookKey("holds two halves that do not belong together");
}

/** What is wrong with the key, as the one error that callers see. */
export function unusableWebhookKey(what: string, cause?: unknown): AppError {
  return new AppError(
    "settings_invalid",
    `The key of the webhooks (WEBHOOK_KEY, or webhooks/opening-key.json) ${what}.`,
    { cause },
  );
}

const rule = {
  forbidden: 0o077,
  sentence: "can be read or changed by other users; make it 0400",
  ownersOnly: true,
  fail: unusableWebhookKey,
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
