import { decodeBase64url } from "#domain/credentials/base64url.ts";
import { AppError } from "#domain/errors/app-error.ts";

/** A caller's key, fit to be sealed to. */
export interface RecipientKey {
  readonly key: CryptoKey;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Reads base64url of an uncompressed SEC1 point of P-256 that lies on the curve.
 *
 * @throws invalid_key for any other text, hybrid and compressed points included
 */
export async function parsePublicKey(text: string): Promise<RecipientKey> {
  try {
    const bytes = decodeBase64url(text);
    if (bytes.length !== 65 || bytes[0] !== 4) throw new RangeError("not an uncompressed point");
    const key = await crypto.subtle.importKey("raw", bytes, { name: "ECDH", namedCurve: "P-256" }, true, []);
    return { key, bytes };
  } catch (cause) {
    const message = "publicKey must be base64url of the 65 bytes of an uncompressed P-256 point (SEC1).";
    throw new AppError("invalid_key", message, { cause });
  }
}
