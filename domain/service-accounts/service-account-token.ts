import { createHash, randomFillSync } from "node:crypto";
import { Secret } from "#domain/credentials/secret.ts";
import { crc32 } from "#domain/service-accounts/crc32.ts";

/** What every token of a service account begins with, so that people and secret scanners recognise one. */
export const serviceAccountTokenPrefix = "latchkey_sa_";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomCharacters = 43;
const checksumCharacters = 6;
const hintCharacters = serviceAccountTokenPrefix.length + 4;
const form = new RegExp(`^${serviceAccountTokenPrefix}[0-9A-Za-z]{${randomCharacters + checksumCharacters}}$`);

/**
 * Makes a token: the prefix, 43 random base62 characters (256 bits), and the CRC-32 of all before it as six base62
 * characters, so that a scanner can tell a token from what only looks like one without asking anybody.
 */
export function newServiceAccountToken(): Secret {
  const body = Buffer.concat([Buffer.from(serviceAccountTokenPrefix, "ascii"), randomBase62(randomCharacters)]);
  const token = Buffer.concat([body, Buffer.from(checksumOf(body), "ascii")]);
  body.fill(0);
  return Secret.fromBytes(token);
}

/** True for text of the token's form whose checksum is right; whether it opens anything is the ledger's to say. */
export function isServiceAccountToken(text: string): boolean {
  if (!form.test(text)) return false;
  return checksumOf(Buffer.from(text.slice(0, -checksumCharacters), "ascii")) === text.slice(-checksumCharacters);
}

/** What the ledger keeps of a token: its SHA-256. */
export function hashServiceAccountToken(token: Secret): Buffer {
  return token.use((bytes) => createHash("sha256").update(bytes).digest());
}

/** The same of a token that came in as text. Gives null for text that no token can be. */
export function hashPresentedToken(text: string): Buffer | null {
  return isServiceAccountToken(text) ? createHash("sha256").update(text, "ascii").digest() : null;
}

/** The first characters of a token, enough to tell it from its neighbours in a list and useless to anybody else. */
export function serviceAccountTokenHint(token: Secret): string {
  return token.use((bytes) => bytes.toString("ascii", 0, hintCharacters));
}

/** Characters by rejection: 248 is the largest multiple of 62 that a byte can pass. */
function randomBase62(length: number): Buffer {
  const characters = Buffer.alloc(length);
  const byte = Buffer.alloc(1);
  for (let index = 0; index < length;) {
    const value = randomFillSync(byte)[0] ?? 255;
    if (value < 248) characters[index++] = alphabet.charCodeAt(value % 62);
  }
  return characters;
}

function checksumOf(bytes: Buffer): string {
  let value = crc32(bytes);
  let text = "";
  for (let place = 0; place < checksumCharacters; place++) {
    text = alphabet.charAt(value % 62) + text;
    value = Math.floor(value / 62);
  }
  return text;
}
