import type { PayloadAlgorithm } from "#domain/credentials/payload-binding.ts";

/** The private side of a key-encryption-key provider. */
export interface KekOpener {
  readonly alg: PayloadAlgorithm;
  /** Whether `keyId` names a key of this provider; it may be gone. */
  knows(keyId: string): boolean;
  /**
   * Unwraps a data key into an ArrayBuffer of its own, which the caller wipes; null when the wrapped key was not made
   * for this key and this `aad`.
   * @throws kek_unavailable, and gone when the key was destroyed
   */
  unwrap(keyId: string, wrappedDek: Buffer, aad: Buffer): Promise<ArrayBuffer | null>;
  /**
   * Proves that the key can unwrap; without `keyId` every key.
   * @throws kek_unavailable with one sentence, and gone when the key `keyId` was destroyed
   */
  health(keyId?: string): Promise<void>;
}
