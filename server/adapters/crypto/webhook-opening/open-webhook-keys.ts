import { hpkeSuite } from "#domain/credentials/hpke-suite.ts";
import { Secret } from "#domain/credentials/secret.ts";
import { importKeyPair } from "#server/adapters/crypto/import-key-pair.ts";
import {
  readWebhookKey,
  unusableWebhookKey,
  type WebhookKeySettings,
} from "#server/adapters/crypto/webhook-keys/read-webhook-key.ts";
import { webhookKeyInfo } from "#server/adapters/crypto/webhook-keys/webhook-key-file.ts";

/** A sealed signing key as its row has it. */
export interface SealedSigningKey {
  readonly id: string;
  readonly webhookId: string;
  readonly openerId: string;
  readonly sealed: Buffer;
}

/** What opens signing keys: the worker's alone. */
export interface WebhookKeyOpener {
  readonly id: string;
  /** 65 bytes, for those who seal. */
  readonly publicKey: Buffer;
  /** Gives the key, which the caller wipes; null: it was sealed to another key, or changed since. */
  open(key: SealedSigningKey): Promise<Secret | null>;
}

const encapsulatedBytes = 65;

/**
 * Opens the worker's key, wherever it is; null where there is none, and then there are no webhooks.
 *
 * @throws settings_invalid for a key that others can read, that is another user's, or that is damaged
 */
export async function openWebhookKeys(settings: WebhookKeySettings): Promise<WebhookKeyOpener | null> {
  const key = await readWebhookKey(settings);
  if (key === null) return null;
  const { keyId: id, publicKey, privateKey } = key;
  const recipientKey = await importKeyPair(key, webhookKeyInfo("health", id));
  privateKey.fill(0);
  if (recipientKey === null) throw unusableWebhookKey("does not open what it closes");
  const suite = hpkeSuite();
  return {
    id,
    publicKey,
    async open(key) {
      if (key.openerId !== id) return null;
      const info = webhookKeyInfo(key.webhookId, key.id);
      const enc = new Uint8Array(key.sealed.subarray(0, encapsulatedBytes)).buffer;
      const ciphertext = new Uint8Array(key.sealed.subarray(encapsulatedBytes)).buffer;
      const opened = await suite.open({ recipientKey, enc, info }, ciphertext).catch(() => null);
      return opened && Secret.fromBytes(Buffer.from(opened));
    },
  };
}
