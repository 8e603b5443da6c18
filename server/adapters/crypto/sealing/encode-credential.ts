import { isUtf8 } from "node:buffer";
import type { CredentialLayout } from "#domain/credentials/credential-layout.ts";
import { Secret } from "#domain/credentials/secret.ts";

/** Fields of one credential in the order they are shown. */
export type SealableFields = Readonly<Record<string, string | number | Secret>>;

/**
 * Encodes a credential as UTF-8 JSON `{"fields":{…},"layout":{…}}` in one buffer of its own, which the caller wipes.
 *
 * The bytes of a `Secret` never become a string; intermediate buffers are wiped.
 * @throws TypeError when a secret is not UTF-8 or a number is not finite
 */
export function encodeCredential(fields: SealableFields, layout: CredentialLayout): Buffer {
  const parts: Buffer[] = [Buffer.from(`{"fields":{`)];
  try {
    Object.entries(fields).forEach(([name, value], index) => {
      parts.push(Buffer.from(`${index === 0 ? "" : ","}${JSON.stringify(name)}:`), encodeValue(name, value));
    });
    parts.push(Buffer.from(`},"layout":${JSON.stringify(layout)}}`));
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    // Not from the shared pool: a view into it would be copied by WebCrypto wrappers, and the copy never wiped.
    const whole = Buffer.allocUnsafeSlow(length);
    parts.reduce((offset, part) => offset + part.copy(whole, offset), 0);
    return whole;
  } finally {
    for (const part of parts) part.fill(0);
  }
}

function encodeValue(name: string, value: string | number | Secret): Buffer {
  if (value instanceof Secret) return value.use((bytes) => quote(name, bytes));
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError(`The field ${name} is not a number.`);
  return Buffer.from(JSON.stringify(value), "utf8");
}

/** Writes bytes as a JSON string (RFC 8259 §7) without ever decoding them. */
function quote(name: string, bytes: Buffer): Buffer {
  if (!isUtf8(bytes)) throw new TypeError(`The secret field ${name} is not UTF-8.`);
  const quoted = Buffer.allocUnsafeSlow(2 + bytes.reduce((sum, byte) => sum + escapedLength(byte), 0));
  let offset = quoted.writeUInt8(0x22, 0);
  for (const byte of bytes) {
    if (byte >= 0x20) {
      if (escapedLength(byte) === 2) offset = quoted.writeUInt8(0x5c, offset);
      offset = quoted.writeUInt8(byte, offset);
    } else {
      offset += quoted.write(`\\u00${byte < 0x10 ? "0" : "1"}${(byte & 15).toString(16)}`, offset, "ascii");
    }
  }
  quoted.writeUInt8(0x22, offset);
  return quoted;
}

function escapedLength(byte: number): number {
  if (byte < 0x20) return 6;
  return byte === 0x22 || byte === 0x5c ? 2 : 1;
}
