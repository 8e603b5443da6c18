import { readFile } from "node:fs/promises";
import { isLocalKeyId, unavailable } from "#server/adapters/crypto/kek-file.ts";

/**
 * Reads which epoch of the local key seals now; gives null when no key was ever made.
 *
 * @throws kek_unavailable when the pointer cannot be read or names no key
 */
export async function readCurrentKeyId(path: string): Promise<string | null> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw unavailable(path, "cannot be read", cause);
  }
  const keyId = typeof value === "object" && value !== null && "keyId" in value ? value.keyId : undefined;
  if (typeof keyId !== "string" || !isLocalKeyId(keyId)) throw unavailable(path, "names no key");
  return keyId;
}
