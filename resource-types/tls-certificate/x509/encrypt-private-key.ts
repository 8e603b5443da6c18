import { createCipheriv, pbkdf2Sync, randomBytes } from "node:crypto";
import { der, derInteger, derOid, tags } from "./der.ts";

/** For a passphrase that a person chose; one of 258 random bits needs no stretching. */
export const iterations = { chosen: 600_000, random: 2048 } as const;

/**
 * Encrypts a private key (DER, PKCS#8) under a passphrase: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018), as
 * OpenSSL reads it.
 */
export function encryptPrivateKey(key: Uint8Array, passphrase: Uint8Array, rounds: number): Buffer {
  const [salt, iv] = [randomBytes(16), randomBytes(16)];
  const secret = pbkdf2Sync(passphrase, salt, rounds, 32, "sha256");
  const cipher = createCipheriv("aes-256-cbc", secret, iv);
  const encrypted = Buffer.concat([cipher.update(key), cipher.final()]);
  secret.fill(0);
  const prf = der(tags.sequence, derOid("1.2.840.113549.2.9"), der(tags.null));
  const kdf = der(tags.sequence, der(tags.octets, salt), derInteger(rounds), prf);
  const scheme = der(
    tags.sequence,
    der(tags.sequence, derOid("1.2.840.113549.1.5.12"), kdf),
    der(tags.sequence, derOid("2.16.840.1.101.3.4.1.42"), der(tags.octets, iv)),
  );
  const algorithm = der(tags.sequence, derOid("1.2.840.113549.1.5.13"), scheme);
  return der(tags.sequence, algorithm, der(tags.octets, encrypted));
}
