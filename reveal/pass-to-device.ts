import { payloadAlgorithms, payloadFormat } from "#domain/credentials/payload-binding.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { ClaimRow } from "#reveal/grant-store.ts";
import type { RecipientKey } from "#domain/credentials/parse-public-key.ts";
import type { BrowserSealed } from "#reveal/seal-to-browser.ts";
import { sha256 } from "#reveal/sha256.ts";

/** Tells whether the worker sealed it straight to a device: no key of this process opens it. */
export function isForDevice({ alg }: Pick<ClaimRow, "alg">): boolean {
  return alg === payloadAlgorithms.device;
}

/**
 * Gives what the worker sealed to a device's key as the answer of its claim, unopened.
 *
 * @throws internal for a row that no worker wrote
 */
export function passToDevice(claim: ClaimRow, recipient: RecipientKey): BrowserSealed {
  const { version, wrappedDek: enc, ciphertext, ackHash } = claim;
  if (version !== payloadFormat.version || enc.length !== 65 || ackHash === null) {
    throw new AppError("internal", "The sealed payload does not belong to this grant.");
  }
  return { enc, ciphertext, ackHash, publicKeyHash: sha256(recipient.bytes) };
}
