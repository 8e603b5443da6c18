import { X509Certificate } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encryptPrivateKey, iterations } from "../x509/encrypt-private-key.ts";
import { toPem } from "../x509/pem.ts";
import type { NewAuthority } from "./create-authorities.ts";

/**
 * Writes a root into a directory that will be taken offline: its certificate, and its key encrypted under a passphrase.
 * Nothing that is there is written over.
 *
 * @returns the SHA-256 fingerprint of the certificate, `AB:CD:…`
 */
export async function writeRoot(directory: string, root: NewAuthority, passphrase: Buffer): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const der = root.key.export({ type: "pkcs8", format: "der" });
  const encrypted = encryptPrivateKey(der, passphrase, iterations.chosen);
  der.fill(0);
  const key = toPem("ENCRYPTED PRIVATE KEY", encrypted);
  await writeFile(join(directory, "root.key"), key, { mode: 0o400, flag: "wx" });
  await writeFile(join(directory, "root.pem"), toPem("CERTIFICATE", root.certificate), { mode: 0o644, flag: "wx" });
  return new X509Certificate(root.certificate).fingerprint256;
}
