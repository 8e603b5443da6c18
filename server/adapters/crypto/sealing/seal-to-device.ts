import { createHash } from "node:crypto";
import { ackExport, ackMac } from "#domain/credentials/ack-mac.ts";
import { claimInfo } from "#domain/credentials/claim-info.ts";
import { hpkeSuite } from "#domain/credentials/hpke-suite.ts";
import {
  encodeBinding,
  payloadAlgorithms,
  payloadFormat,
  type PayloadBinding,
} from "#domain/credentials/payload-binding.ts";
import { encodeCredential } from "#server/adapters/crypto/sealing/encode-credential.ts";
import type {
  ClosedPayload,
  SealableCredential,
  SealingTarget,
} from "#server/adapters/crypto/sealing/sealable-credential.ts";

/**
 * Seals a credential straight to a device's key (RFC 9180, base mode), bound by `aad` to all that a payload is bound to.
 * No data key is made that a server could unwrap. The plaintext is wiped.
 *
 * @throws when the key is no point of the curve
 */
export async function sealToDevice(
  { fields, layout }: SealableCredential,
  binding: PayloadBinding,
  device: SealingTarget,
): Promise<ClosedPayload> {
  const suite = hpkeSuite();
  const key = { alg: payloadAlgorithms.device, keyId: device.id };
  const recipientPublicKey = await suite.kem.deserializePublicKey(new Uint8Array(device.publicKey).buffer);
  const plaintext = encodeCredential(fields, layout);
  try {
    const sender = await suite.createSenderContext({ recipientPublicKey, info: claimInfo(binding.grantId) });
    // An ArrayBuffer, not a view: the library would copy a view and never wipe the copy.
    const ciphertext = await sender.seal(plaintext.buffer, encodeBinding(binding, key));
    const ack = await ackMac(await sender.export(ackExport.context, ackExport.bytes), binding.grantId);
    return {
      version: payloadFormat.version,
      ...key,
      wrappedDek: Buffer.from(sender.enc),
      iv: Buffer.alloc(0),
      ciphertext: Buffer.from(ciphertext),
      tag: Buffer.alloc(0),
      ackHash: createHash("sha256").update(ack).digest(),
    };
  } finally {
    plaintext.fill(0);
  }
}
