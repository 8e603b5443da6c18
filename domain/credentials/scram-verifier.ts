import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** Iteration count and salt of a verifier; the defaults are PostgreSQL's own (4096, 16 random bytes). */
export interface ScramOptions {
  readonly iterations?: number;
  readonly salt?: Buffer;
}

/**
 * Makes the SCRAM-SHA-256 verifier that PostgreSQL stores for `password`, so that the password itself never reaches
 * the server: `ALTER ROLE … PASSWORD '<verifier>'` (RFC 5803, RFC 7677).
 *
 * The verifier is safe inside a single-quoted literal: base64, digits, `$`, `:` and `SCRAM-SHA-256` only.
 * @param password printable ASCII bytes, for which SASLprep changes nothing; not wiped here
 * @throws RangeError for an empty password or one with other bytes
 */
export function scramVerifier(password: Buffer, options: ScramOptions = {}): string {
  if (password.length === 0 || password.some((byte) => byte < 0x21 || byte > 0x7e)) {
    throw new RangeError("A SCRAM password must be one or more printable ASCII bytes.");
  }
  const iterations = options.iterations ?? 4096;
  const salt = options.salt ?? randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const serverKey = createHmac("sha256", salted).update("Server Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest();
  try {
    const keys = `${storedKey.toString("base64")}:${serverKey.toString("base64")}`;
    return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${keys}`;
  } finally {
    for (const buffer of [salted, clientKey, storedKey, serverKey]) buffer.fill(0);
  }
}
