import { hpkeSuite } from "#domain/credentials/hpke-suite.ts";
import { wrapInfo } from "#server/adapters/crypto/wrap-info.ts";

const suite = hpkeSuite();
const encapsulatedBytes = 65;
const wrappedBytes = encapsulatedBytes + 32 + 16;

/** Opens what was wrapped by HPKE to a key pair for this `aad`; null when it was not. */
export async function unwrapDek(
  recipientKey: CryptoKeyPair,
  wrappedDek: Buffer,
  aad: Buffer,
): Promise<ArrayBuffer | null> {
  if (wrappedDek.length !== wrappedBytes) return null;
  const wrapped = new Uint8Array(wrappedDek);
  const enc = wrapped.slice(0, encapsulatedBytes).buffer;
  try {
    return await suite.open({ recipientKey, enc, info: wrapInfo(aad) }, wrapped.slice(encapsulatedBytes).buffer);
  } catch {
    return null;
  }
}
