import { encodeBase64url } from "#domain/credentials/base64url.ts";

/** A key pair made for one claim; its private half cannot be exported. */
export interface ClaimKey {
  readonly keyPair: CryptoKeyPair;
  /** Base64url of the 65-byte SEC1 point, as the claim's body takes it. */
  readonly publicKey: string;
}

/** Makes the ephemeral P-256 key pair of one claim, in a browser or in the command line. */
export async function createClaimKey(): Promise<ClaimKey> {
  const keyPair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", keyPair.publicKey));
  return { keyPair, publicKey: encodeBase64url(point) };
}
