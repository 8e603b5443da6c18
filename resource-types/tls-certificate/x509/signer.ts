import { createPrivateKey, createPublicKey, sign, type KeyObject } from "node:crypto";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";

/** An authority's key with the algorithm it signs by. */
export interface Signer {
  readonly algorithm: AlgorithmIdentifier;
  /** DER of the public half (SubjectPublicKeyInfo). */
  readonly publicKey: Buffer;
  sign(bytes: Uint8Array): Buffer;
}

const byCurve: Readonly<Record<string, { readonly oid: string; readonly hash: string }>> = {
  prime256v1: { oid: "1.2.840.10045.4.3.2", hash: "sha256" },
  secp384r1: { oid: "1.2.840.10045.4.3.3", hash: "sha384" },
};

/**
 * Opens a private key of an authority: P-256 or P-384.
 *
 * @throws Error for any other key
 */
export function openSigner(key: KeyObject): Signer {
  const scheme = byCurve[key.asymmetricKeyDetails?.namedCurve ?? ""];
  if (scheme === undefined) throw new Error("The key of an authority is one of P-256 or P-384.");
  return {
    algorithm: new AlgorithmIdentifier({ algorithm: scheme.oid }),
    publicKey: createPublicKey(key).export({ type: "spki", format: "der" }),
    sign: (bytes) => sign(scheme.hash, bytes, key),
  };
}

/** Opens one from PEM (PKCS#8), decrypted by `passphrase` where it has one. */
export function openSignerFromPem(pem: string | Buffer, passphrase?: string): Signer {
  return openSigner(createPrivateKey({ key: pem, format: "pem", ...(passphrase !== undefined && { passphrase }) }));
}
