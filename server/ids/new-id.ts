import { randomBytes } from "node:crypto";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Gives `<prefix>_` and 26 lower-case Crockford base32 characters: 48 bits of time, then 80 random bits (ULID). */
export function newId(
  prefix:
    | "req"
    | "res"
    | "run"
    | "vote"
    | "prn"
    | "ntf"
    | "sa"
    | "tok"
    | "dev"
    | "orp"
    | "bg"
    | "ls"
    | "canary"
    | "clo"
    | "wh"
    | "whk"
    | "tr",
  now = Date.now(),
): string {
  const time = Buffer.alloc(6);
  time.writeUIntBE(now, 0, 6);
  return `${prefix}_${encode(Buffer.concat([time, randomBytes(10)]))}`;
}

/** Gives `gr_` and 192 random bits, base64url. */
export function newGrantId(): string {
  return `gr_${randomBytes(24).toString("base64url")}`;
}

function encode(bytes: Buffer): string {
  let value = BigInt(`0x${bytes.toString("hex")}`);
  let text = "";
  for (let place = 0; place < 26; place++) {
    text = alphabet[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return text;
}
