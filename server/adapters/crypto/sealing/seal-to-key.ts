import { encodeLeaseBinding, leaseInfo, type LeaseBinding } from "#domain/leases/lease-binding.ts";
import { hpkeSuite } from "#domain/credentials/hpke-suite.ts";
import { encodeCredential } from "#server/adapters/crypto/sealing/encode-credential.ts";
import type { SealableCredential } from "#server/adapters/crypto/sealing/sealable-credential.ts";

/** What only the holder of the private half opens. */
export interface SealedToKey {
  readonly enc: Buffer;
  readonly ciphertext: Buffer;
}

/**
 * Seals the credential of a lease straight to the key that was sent for it (RFC 9180, base mode), bound to all that the
 * lease is. No key of a server opens it. The plaintext is wiped.
 *
 * @param publicKey 65 bytes, an uncompressed P-256 point (SEC1)
 * @throws when the key is no point of the curve
 */
export async function sealToKey(
  { fields, layout }: SealableCredential,
  publicKey: Uint8Array,
  binding: LeaseBinding,
): Promise<SealedToKey> {
  const suite = hpkeSuite();
  const recipientPublicKey = await suite.kem.deserializePublicKey(new Uint8Array(publicKey).buffer);
  const plaintext = encodeCredential(fields, layout);
  try {
    const sender = await suite.createSenderContext({ recipientPublicKey, info: leaseInfo(binding.leaseId) });
    // An ArrayBuffer, not a view: the library would copy a view and never wipe the copy.
    const ciphertext = await sender.seal(plaintext.buffer, encodeLeaseBinding(binding));
    return { enc: Buffer.from(sender.enc), ciphertext: Buffer.from(ciphertext) };
  } finally {
    plaintext.fill(0);
  }
}
