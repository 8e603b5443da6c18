import { ackExport, ackMac } from "#domain/credentials/ack-mac.ts";
import { claimInfo } from "#domain/credentials/claim-info.ts";
import { hpkeSuite } from "#domain/credentials/hpke-suite.ts";
import type { RecipientKey } from "#domain/credentials/parse-public-key.ts";
import { sha256 } from "#reveal/sha256.ts";

/** What only the holder of the claim's private key can open. */
export interface BrowserSealed {
  readonly enc: Buffer;
  readonly ciphertext: Buffer;
  readonly publicKeyHash: Buffer;
  /** SHA-256 of the acknowledgement that opening makes possible. */
  readonly ackHash: Buffer;
}

const suite = hpkeSuite();

/**
 * Seals a plaintext to the caller's key (RFC 9180, base mode, empty aad).
 *
 * @param plaintext an ArrayBuffer, not a view: the library would copy a view and never wipe the copy
 */
export async function sealToBrowser(
  recipient: RecipientKey,
  grantId: string,
  plaintext: ArrayBuffer,
): Promise<BrowserSealed> {
  const sender = await suite.createSenderContext({ recipientPublicKey: recipient.key, info: claimInfo(grantId) });
  const ciphertext = await sender.seal(plaintext);
  const ack = await ackMac(await sender.export(ackExport.context, ackExport.bytes), grantId);
  return {
    enc: Buffer.from(sender.enc),
    ciphertext: Buffer.from(ciphertext),
    publicKeyHash: sha256(recipient.bytes),
    ackHash: sha256(ack),
  };
}
