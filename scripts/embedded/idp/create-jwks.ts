import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";

/**
 * Creates the embedded issuer's signing key: a private JWKS of one RS256 key, readable by its owner alone (0400).
 *
 * Never replaces a key: an existing file is an `EEXIST` error.
 */
export async function createJwks(path: string): Promise<void> {
  // RS256 is the one algorithm that every OpenID client must understand (OpenID Connect Core, section 15.1).
  const { privateKey } = await generateKeyPair("RS256", { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(privateKey);
  const key = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: "RS256", use: "sig" };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, `${JSON.stringify({ keys: [key] })}\n`, { flag: "wx", mode: 0o400 });
}
