import { createHash, randomBytes } from "node:crypto";
import type { Secret } from "#domain/credentials/secret.ts";

const saltBytes = 4;

/** What the broker calls the way the hash is made. */
export const hashingAlgorithm = "rabbit_password_hashing_sha256";

/**
 * The one way a user gets its password, for probe and delivered passwords alike: a salt of four random bytes and the
 * SHA-256 of salt and password, in base64 (RabbitMQ, "Passwords").
 *
 * The broker, its log and its management API see no more of it. The short salt is harmless for 258 random bits.
 */
export function passwordHash(password: Secret): string {
  const salt = randomBytes(saltBytes);
  const digest = password.use((bytes) => createHash("sha256").update(salt).update(bytes).digest());
  return Buffer.concat([salt, digest]).toString("base64");
}
