import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** What the engine answers for an input that it refuses: a status, and its words. */
export class TransitError extends Error {
  readonly status: number;
  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** One key of the transit engine, of the type aes256-gcm96: nonce, ciphertext and tag in base64 behind `vault:vN:`. */
export class TransitKey {
  readonly #versions: Buffer[] = [randomBytes(32)];
  #minDecryption = 1;

  get latest(): number {
    return this.#versions.length;
  }

  rotate(): void {
    this.#versions.push(randomBytes(32));
  }

  /** @throws TransitError for a version that is not there */
  setMinDecryptionVersion(version: number): void {
    if (version < 1 || version > this.latest) {
      throw new TransitError(`cannot set min decryption version of ${version}, latest key version is ${this.latest}`);
    }
    this.#minDecryption = version;
  }

  encrypt(plaintext: Buffer, associatedData: Buffer): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#versions.at(-1) ?? Buffer.alloc(0), nonce);
    cipher.setAAD(associatedData);
    const whole = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    return `vault:v${this.latest}:${whole.toString("base64")}`;
  }

  /** @throws TransitError with the words of the real engine */
  decrypt(ciphertext: string, associatedData: Buffer): Buffer {
    const [, version, text = ""] = /^vault:v(\d+):(.*)$/s.exec(ciphertext) ?? [];
    if (version === undefined) throw new TransitError("invalid ciphertext: no prefix");
    const number = Number(version);
    if (number > this.latest) throw new TransitError("invalid ciphertext: version is too new");
    if (number < this.#minDecryption) {
      throw new TransitError("ciphertext or signature version is disallowed by policy (too old)");
    }
    const bytes = decodeBase64(text, "invalid ciphertext: could not decode base64");
    if (bytes.length < 28) throw new TransitError("invalid ciphertext: too short");
    const key = this.#versions[number - 1] ?? Buffer.alloc(0);
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(associatedData).setAuthTag(bytes.subarray(-16));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    } catch {
      throw new TransitError("cipher: message authentication failed");
    }
  }
}

/** Standard base64 with its padding, as Go's decoder takes it, and nothing else. @throws TransitError */
export function decodeBase64(text: string, message: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) throw new TransitError(message);
  return bytes;
}
