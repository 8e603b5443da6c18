import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { generatePassword } from "#domain/credentials/generate-password.ts";
import { Secret } from "#domain/credentials/secret.ts";
import type { AuthenticationPlugin } from "./admin/server-facts.ts";

const passwordBytes = 32;
/** What precedes the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * Makes a password of 32 URL-safe characters (192 random bits) as bytes.
 *
 * MariaDB's ed25519 takes the password for the seed of a key pair; at this length that is RFC 8032 to the letter, so
 * that `node:crypto` can make the public half.
 */
export function generateUserPassword(): Secret {
  const longer = generatePassword();
  try {
    return Secret.fromBytes(longer.use((bytes) => Buffer.from(bytes.subarray(0, passwordBytes))));
  } finally {
    longer.wipe();
  }
}

/**
 * What the server is told of a password, for probe and delivered passwords alike: it sees no more than this, so neither
 * its log nor its statistics ever hold the password.
 *
 * `ed25519`: the public key. `mysql_native_password`: SHA-1 of SHA-1. Neither has a salt, which is harmless for 192
 * random bits; but whoever reads the second and listens to one login can log in, which the first does not allow.
 */
export function passwordHash(plugin: AuthenticationPlugin, password: Secret): string {
  return password.use((bytes) => (plugin === "ed25519" ? publicKey(bytes) : doubleSha1(bytes)));
}

/**
 * The hash that a user of this resource is born with. It is no hash of anything, so nobody gets in by it, and nobody but
 * us makes a user with it: until the user is registered it is the marker.
 */
export function birthmark(marker: string): string {
  return `*${createHash("sha256").update(`latchkey birthmark ${marker}`).digest("hex").slice(0, 40).toUpperCase()}`;
}

function publicKey(password: Buffer): string {
  const key = Buffer.concat([pkcs8Prefix, password]);
  try {
    const { x = "" } = createPublicKey(createPrivateKey({ key, format: "der", type: "pkcs8" })).export({
      format: "jwk",
    });
    return Buffer.from(x, "base64url").toString("base64").replace(/=+$/, "");
  } finally {
    key.fill(0);
  }
}

function doubleSha1(password: Buffer): string {
  const once = createHash("sha1").update(password).digest();
  return `*${createHash("sha1").update(once).digest("hex").toUpperCase()}`;
}
