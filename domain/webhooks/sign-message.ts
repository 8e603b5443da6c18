import { createHmac } from "node:crypto";
import type { Secret } from "#domain/credentials/secret.ts";

/** What is signed of a message. */
export interface SignableMessage {
  readonly id: string;
  readonly at: Date;
  readonly body: Buffer;
}

/**
 * Gives the three headers of the Standard Webhooks specification: id, time of this attempt in seconds, and one `v1`
 * signature (HMAC-SHA256) per key, with a space between them.
 */
export function signMessage({ id, at, body }: SignableMessage, keys: readonly Secret[]): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / 1000));
  const signatures = keys.map((key) =>
    key.use((bytes) => createHmac("sha256", bytes).update(`${id}.${seconds}.`).update(body).digest("base64")),
  );
  return {
    "webhook-id": id,
    "webhook-timestamp": seconds,
    "webhook-signature": signatures.map((signature) => `v1,${signature}`).join(" "),
  };
}

/** Spells a signing key as receivers take it: `whsec_` and base64. */
export function spellSigningKey(key: Secret): string {
  return key.use((bytes) => `whsec_${bytes.toString("base64")}`);
}
