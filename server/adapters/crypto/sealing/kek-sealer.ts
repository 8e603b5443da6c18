import type { PayloadAlgorithm } from "#domain/credentials/payload-binding.ts";

/** The public side of a key-encryption-key provider: it can close, never open. */
export interface KekSealer {
  readonly alg: PayloadAlgorithm;
  /**
   * The key that seals now and still opens at `until`, the end of the claim window.
   * @throws kek_unavailable when there is none: nothing is sealed to a key that may be destroyed before
   */
  keyFor(until: Date): Promise<string>;
  /**
   * Wraps a data key for the holder of the private side, bound to `aad`. Wipes nothing.
   * @throws kek_unavailable
   */
  wrap(keyId: string, dek: ArrayBuffer, aad: Buffer): Promise<Buffer>;
  /**
   * Proves that the provider can wrap.
   * @throws kek_unavailable with one sentence
   */
  health(): Promise<void>;
  /**
   * Proves that this side cannot open what it closed.
   * @throws kek_unavailable with one sentence, when it could
   */
  assertCannotOpen(): Promise<void>;
}
