import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#domain/errors/app-error.ts";
import { readPem } from "../x509/pem.ts";
import type { NewAuthority } from "./create-authorities.ts";

/**
 * Opens the root of a directory that `writeRoot` wrote.
 *
 * @throws invalid_input where a file is missing, the passphrase opens nothing, or key and certificate are of two roots
 */
export async function readRoot(directory: string, passphrase: Buffer): Promise<NewAuthority> {
  const [pem, certificatePem] = await Promise.all(["root.key", "root.pem"].map((name) => read(directory, name)));
  const certificate = readPem(certificatePem ?? "")[0]?.der;
  if (certificate === undefined) throw new AppError("invalid_input", `${directory}/root.pem holds no certificate.`);
  const key = openKey(pem ?? "", passphrase);
  if (!new X509Certificate(certificate).checkPrivateKey(key)) {
    throw new AppError("invalid_input", `${directory} holds the key of one root and the certificate of another.`);
  }
  return { certificate, key };
}

async function read(directory: string, name: string): Promise<string> {
  try {
    return await readFile(join(directory, name), "utf8");
  } catch (cause) {
    throw new AppError("invalid_input", `${join(directory, name)} cannot be read: bring the root's medium.`, { cause });
  }
}

function openKey(pem: string, passphrase: Buffer) {
  try {
    return createPrivateKey({ key: pem, passphrase });
  } catch {
    // What OpenSSL says of a wrong passphrase tells nobody anything.
    throw new AppError("invalid_input", "The passphrase does not open the root's key.");
  }
}
