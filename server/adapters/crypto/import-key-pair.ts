import { hpkeSuite } from "#domain/credentials/hpke-suite.ts";
import type { KeyHalves } from "#server/adapters/crypto/key-halves.ts";

const suite = hpkeSuite();
const algorithm = { name: "ECDH", namedCurve: "P-256" };

/**
 * Imports a key pair whose private half cannot be exported again, and proves by one round trip that its halves open what
 * they close; null: they do not.
 *
 * @param info of the round trip, so that it is one of what the pair is for
 */
export async function importKeyPair(halves: KeyHalves, info: ArrayBuffer): Promise<CryptoKeyPair | null> {
  const { publicKey, privateKey } = halves;
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: publicKey.subarray(1, 33).toString("base64url"),
    y: publicKey.subarray(33).toString("base64url"),
    d: privateKey.toString("base64url"),
  };
  try {
    const pair = {
      publicKey: await crypto.subtle.importKey("raw", new Uint8Array(publicKey), algorithm, true, []),
      privateKey: await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["deriveBits"]),
    };
    const { enc, ct } = await suite.seal({ recipientPublicKey: pair.publicKey, info }, new ArrayBuffer(32));
    await suite.open({ recipientKey: pair, enc, info }, ct);
    return pair;
  } catch {
    return null;
  }
}
