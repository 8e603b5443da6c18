/** What a sealed payload is bound to. A change of any of it in any row keeps the payload closed. */
export interface PayloadBinding {
  readonly grantId: string;
  readonly resourceId: string;
  readonly generation: number;
  readonly recipient: { readonly issuer: string; readonly subject: string };
  /** End of the claim window: `grants.expires_at`, milliseconds. */
  readonly expiresAt: Date;
  readonly classification: string;
}

/** The columns of `sealed_payloads`. */
export interface SealedPayload {
  readonly version: number;
  readonly alg: string;
  readonly keyId: string;
  /** As the provider of the key gave it; of a device's payload the encapsulated key. */
  readonly wrappedDek: Buffer;
  /** Empty of a device's payload: HPKE makes its own. */
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** The format that is written today; another one is refused. */
export const payloadFormat = { version: 1, purpose: "latchkey/credential" } as const;

/**
 * How a payload is closed: the wrapping of its data key, then its own cipher, one for each provider; for a device
 * straight to its key (RFC 9180, base mode), with no data key that a server could unwrap.
 */
export const payloadAlgorithms = {
  local: "HPKE-P256-SHA256-A256GCM+A256GCM",
  vault: "VAULT-TRANSIT+A256GCM",
  device: "HPKE-P256-SHA256-A256GCM",
} as const;
export type PayloadAlgorithm = (typeof payloadAlgorithms)[keyof typeof payloadAlgorithms];

/** Which key closed a payload, and how. */
export interface PayloadKey {
  readonly alg: string;
  readonly keyId: string;
}

/**
 * Encodes the additional authenticated data: each part as its length in four bytes, big-endian, and its UTF-8 bytes,
 * so that no two bindings give the same bytes.
 */
export function encodeBinding(binding: PayloadBinding, { alg, keyId }: PayloadKey): Uint8Array<ArrayBuffer> {
  const parts = [
    String(payloadFormat.version),
    payloadFormat.purpose,
    binding.grantId,
    binding.resourceId,
    String(binding.generation),
    binding.recipient.issuer,
    binding.recipient.subject,
    binding.expiresAt.toISOString(),
    binding.classification,
    alg,
    keyId,
  ].map((part) => new TextEncoder().encode(part));
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(whole.buffer);
  parts.reduce((offset, part) => {
    view.setUint32(offset, part.length);
    whole.set(part, offset + 4);
    return offset + 4 + part.length;
  }, 0);
  return whole;
}
