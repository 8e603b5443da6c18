import { generateKeyPairSync } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { noteKeyId, writeVerifier } from "#domain/audit/signed-note.ts";

/** Where the two halves of a signing key lie. */
export interface SigningKeyPaths {
  /** Made where it is not there, for its owner alone. */
  readonly directory: string;
  /** Private, 0400. */
  readonly signingKey: string;
  /** Public: one key per line, of former keys as well. */
  readonly verifiers: string;
}

/**
 * Makes an Ed25519 key that signs notes where there is none, and gives its public half as a verifier line.
 *
 * The private half (0400) is for one process alone. The public half is added to the verifiers, which keep those of former
 * keys: what they signed stays verifiable. A crash on the way leaves at most a verifier that nothing was signed with.
 * @param origin names the key in what it signs, without white space or `+`
 * @throws when a key is there and cannot be read: it is never replaced silently
 */
export async function createSigningKey(paths: SigningKeyPaths, origin: string, now = new Date()): Promise<string> {
  await mkdir(paths.directory, { recursive: true, mode: 0o700 });
  const existing = await readIfThere(paths.signingKey);
  if (existing !== null) return (JSON.parse(existing) as { verifier: string }).verifier;
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const verifier = writeVerifier(origin, raw);
  const key = { format: 1, name: origin, keyId: noteKeyId(origin, raw), createdAt: now.toISOString(), verifier };
  const pkcs8 = privateKey.export({ format: "der", type: "pkcs8" });
  await writeWhole(paths.verifiers, `${(await readIfThere(paths.verifiers)) ?? ""}${verifier}\n`, 0o644);
  await writeWhole(paths.signingKey, `${JSON.stringify({ ...key, privateKey: pkcs8.toString("base64url") })}\n`, 0o400);
  pkcs8.fill(0);
  return verifier;
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

/** Writes beside and renames, so that a reader finds the whole file or none. */
async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  const file = await open(temporary, "w", 0o600);
  try {
    await file.chmod(mode);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
