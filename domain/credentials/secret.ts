import { inspect } from "node:util";

const label = "[secret]";

/**
 * Bytes that must never be printed.
 *
 * Guarantees that `toString`, `toJSON`, string concatenation and `util.inspect` give a label, and
 * that `wipe()` overwrites the bytes. The bytes leave only through `use`, whose caller names why.
 */
export class Secret {
  readonly #bytes: Buffer;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Takes ownership of `bytes`: `wipe()` will overwrite them in place. */
  static fromBytes(bytes: Buffer): Secret {
    return new Secret(bytes);
  }

  /** Wraps text that a back end or a file hands over as text; the text itself stays in memory. */
  static fromText(text: string): Secret {
    return new Secret(Buffer.from(text, "utf8"));
  }

  /** Gives the live bytes to `work`; they must not outlive it. */
  use<T>(work: (bytes: Buffer) => T): T {
    return work(this.#bytes);
  }

  /** Overwrites the bytes with zero. Idempotent. */
  wipe(): void {
    this.#bytes.fill(0);
  }

  toString(): string {
    return label;
  }

  toJSON(): string {
    return label;
  }

  [inspect.custom](): string {
    return label;
  }
}
