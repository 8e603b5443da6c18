import { AppError } from "#domain/errors/app-error.ts";
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

/**
 * Imports a key pair whose private half cannot be exported again, and proves by one round trip that its halves open what
 * they close.
 *
 * @throws kek_unavailable
 */
export async function importKeyPair(key: {
  readonly keyId: string;
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}): Promise<CryptoKeyPair> {
  const { publicKey, privateKey } = key;
  const algorithm = { name: "ECDH", namedCurve: "P-256" };
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: publicKey.subarray(1, 33).toString("base64url"),
    y: publicKey.subarray(33).toString("base64url"),
    d: privateKey.toString("base64url"),
  };
  const pair = {
    publicKey: await crypto.subtle.importKey("raw", new Uint8Array(publicKey), algorithm, true, []),
    privateKey: await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["deriveBits"]),
  };
  const info = wrapInfo(Buffer.from("health"));
  const { enc, ct } = await suite.seal({ recipientPublicKey: pair.publicKey, info }, new ArrayBuffer(32));
  const opened = await unwrapDek(pair, Buffer.concat([Buffer.from(enc), Buffer.from(ct)]), Buffer.from("health"));
  if (opened === null) throw new AppError("kek_unavailable", `The key ${key.keyId} does not open what it closes.`);
  return pair;
}
