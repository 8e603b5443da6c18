import type { LeaseView } from "#domain/contracts/lease.ts";
import { decodeBase64url } from "#domain/credentials/base64url.ts";
import type { ClaimKey } from "#domain/credentials/create-claim-key.ts";
import { hpkeSuite } from "#domain/credentials/hpke-suite.ts";
import { parseCredential, type OpenedCredential } from "#domain/credentials/parse-credential.ts";
import { encodeLeaseBinding, leaseInfo } from "#domain/leases/lease-binding.ts";

/**
 * Opens an active lease with the key pair that was made for it.
 *
 * @param resourceId the resource that was asked for: one that the answer names instead is not believed
 * @throws when nothing is there to open, it was sealed to another key or for another lease, or was changed on its way
 */
export async function openLease(key: ClaimKey, lease: LeaseView, resourceId: string): Promise<OpenedCredential> {
  const { leaseId, generation, enc, ciphertext, sealedUntil, by } = lease;
  if (enc === null || ciphertext === null || generation === null || sealedUntil === null) {
    throw new TypeError("The lease holds nothing to open.");
  }
  const context = await hpkeSuite().createRecipientContext({
    recipientKey: key.keyPair,
    enc: decodeBase64url(enc),
    info: leaseInfo(leaseId),
  });
  const aad = encodeLeaseBinding({ leaseId, resourceId, generation, principalId: by.id, sealedUntil });
  const plaintext = new Uint8Array(await context.open(decodeBase64url(ciphertext), aad));
  try {
    return parseCredential(plaintext);
  } finally {
    plaintext.fill(0);
  }
}
