import { readFile, stat } from "node:fs/promises";
import { AppError } from "#domain/errors/app-error.ts";
import { hpkeSuite } from "#domain/credentials/hpke-suite.ts";
import { Secret } from "#domain/credentials/secret.ts";
import {
  webhookKeyFileSchema,
  webhookKeyInfo,
  webhookKeyPath,
} from "#server/adapters/crypto/webhook-keys/webhook-key-file.ts";
import type { Settings } from "#server/settings.ts";

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

type KeySettings = Pick<Settings, "LATCHKEY_HOME" | "WEBHOOK_KEY">;

const encapsulatedBytes = 65;

/**
 * Opens the worker's key: from the setting `WEBHOOK_KEY` (or `WEBHOOK_KEY_FILE`), else from its home; null where there is
 * none, and then there are no webhooks.
 *
 * @throws settings_invalid for a key that others can read, or that is damaged, in a sentence without any of it
 */
export async function openWebhookKeys({ LATCHKEY_HOME, WEBHOOK_KEY }: KeySettings): Promise<WebhookKeyOpener | null> {
  const text = WEBHOOK_KEY ?? (await readOwnFile(webhookKeyPath(LATCHKEY_HOME)));
  if (text === null) return null;
  const parsed = webhookKeyFileSchema.safeParse(parseJson(text));
  if (!parsed.success) throw unusable("is damaged");
  const { keyId: id, publicKey } = parsed.data;
  const recipientKey = await importPair(parsed.data);
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

async function importPair({ publicKey, privateKey }: { publicKey: Buffer; privateKey: Buffer }) {
  const algorithm = { name: "ECDH", namedCurve: "P-256" };
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: publicKey.subarray(1, 33).toString("base64url"),
    y: publicKey.subarray(33).toString("base64url"),
    d: privateKey.toString("base64url"),
  };
  try {
    return {
      publicKey: await crypto.subtle.importKey("raw", new Uint8Array(publicKey), algorithm, true, []),
      // Halves that do not belong together are refused here.
      privateKey: await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["deriveBits"]),
    };
  } catch (cause) {
    throw unusable("holds no key of the curve", cause);
  } finally {
    privateKey.fill(0);
  }
}

async function readOwnFile(path: string): Promise<string | null> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) throw unusable("can be read or changed by other users; make it 0400");
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof AppError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw unusable("cannot be read", error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unusable(what: string, cause?: unknown): AppError {
  return new AppError(
    "settings_invalid",
    `The key of the webhooks (WEBHOOK_KEY, or webhooks/opening-key.json) ${what}.`,
    { cause },
  );
}
