import { randomFillSync } from "node:crypto";
import { Secret } from "#domain/credentials/secret.ts";

/** 64 characters that need no escaping in a URL, a shell word, a connection string or a `.env` file. */
const alphabet = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", "ascii");
const passwordBytes = 43;

/**
 * Makes a password of 43 URL-safe characters (258 random bits) as bytes; it never exists as a string.
 *
 * The first character is a letter, so that no command line takes it for an option (6 bits of it are kept as 5.7).
 */
export function generatePassword(): Secret {
  const password = Buffer.alloc(passwordBytes);
  do {
    randomFillSync(password);
    // 256 is a multiple of 64: taking six bits of each byte is uniform.
    for (let index = 0; index < password.length; index++) password[index] = alphabet[(password[index] ?? 0) & 63] ?? 0;
  } while (!isLetter(password[0] ?? 0));
  return Secret.fromBytes(password);
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}
