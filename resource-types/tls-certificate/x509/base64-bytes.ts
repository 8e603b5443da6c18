const alphabet = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", "ascii");
const [newline, padding] = [0x0a, 0x3d];

/** Writes bytes in base64 as bytes, so that a secret never is a string; in lines of `width` where one is given. */
export function base64Bytes(bytes: Uint8Array, width = Number.POSITIVE_INFINITY): Buffer {
  const digits = Math.ceil(bytes.length / 3) * 4;
  const breaks = Number.isFinite(width) ? Math.max(0, Math.ceil(digits / width) - 1) : 0;
  const text = Buffer.alloc(digits + breaks);
  let at = 0;
  const put = (byte: number, index: number) => {
    if (index > 0 && index % width === 0) text[at++] = newline;
    text[at++] = byte;
  };
  for (let index = 0; index < digits; index++) {
    const bit = index * 6;
    const byte = bit >> 3;
    const pair = ((bytes[byte] ?? 0) << 8) | (bytes[byte + 1] ?? 0);
    put(byte < bytes.length ? (alphabet[(pair >> (10 - (bit & 7))) & 63] ?? 0) : padding, index);
  }
  return text;
}
