import { createHash } from "node:crypto";
import type { Secret } from "#domain/credentials/secret.ts";

/**
 * The one rule that gives a user its password, for probe and delivered passwords alike.
 *
 * It holds the SHA-256 only, so neither the server nor its log or monitor ever sees a password that is delivered. The
 * hash has no salt, which is harmless for 258 random bits.
 */
export function passwordRule(password: Secret): string {
  return `#${passwordHash(password)}`;
}

/** The hash as the server's catalogue shows it: 64 hexadecimal digits. */
export function passwordHash(password: Secret): string {
  return password.use((bytes) => createHash("sha256").update(bytes).digest("hex"));
}
