import type { Secret } from "#domain/credentials/secret.ts";
import { hpkeSuite } from "#domain/credentials/hpke-suite.ts";
import { webhookKeyInfo } from "#server/adapters/crypto/webhook-keys/webhook-key-file.ts";

interface Bound {
  readonly webhookId: string;
  /** Id of the row that the sealed key goes to. */
  readonly keyId: string;
}

/**
 * Seals a signing key to the worker (RFC 9180, base mode), bound to its endpoint and row; who seals cannot open.
 *
 * @param publicKey 65 bytes, an uncompressed P-256 point (SEC1)
 * @returns 113 bytes: the encapsulated key, then the ciphertext
 */
export async function sealSigningKey(key: Secret, publicKey: Buffer, bound: Bound): Promise<Buffer> {
  const suite = hpkeSuite();
  const recipientPublicKey = await suite.kem.deserializePublicKey(new Uint8Array(publicKey).buffer);
  const plaintext = key.use((bytes) => new Uint8Array(bytes));
  try {
    const sender = await suite.createSenderContext({
      recipientPublicKey,
      info: webhookKeyInfo(bound.webhookId, bound.keyId),
    });
    const ciphertext = await sender.seal(plaintext.buffer);
    return Buffer.concat([Buffer.from(sender.enc), Buffer.from(ciphertext)]);
  } finally {
    plaintext.fill(0);
  }
}
