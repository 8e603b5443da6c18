import { createECDH } from "node:crypto";

/** Both halves of a P-256 key pair: an uncompressed point of 65 bytes (SEC1), a scalar of 32. */
export interface KeyHalves {
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}

const curve = "prime256v1";

/** Makes a key pair of P-256; the caller wipes the private half. */
export function makeKeyHalves(): KeyHalves {
  const ecdh = createECDH(curve);
  const publicKey = ecdh.generateKeys();
  const scalar = ecdh.getPrivateKey();
  // A scalar with leading zeros comes back shorter than the curve's 32 bytes.
  const privateKey = Buffer.concat([Buffer.alloc(32 - scalar.length), scalar]);
  scalar.fill(0);
  return { publicKey, privateKey };
}

/** Gives the public half of a private one; null: it is not on the curve. */
export function derivePublicKey(privateKey: Buffer): Buffer | null {
  const ecdh = createECDH(curve);
  try {
    ecdh.setPrivateKey(privateKey);
  } catch {
    return null;
  }
  return ecdh.getPublicKey();
}
