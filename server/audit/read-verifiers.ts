import { readFile } from "node:fs/promises";
import { parseVerifier, type NoteVerifier } from "#domain/audit/signed-note.ts";
import { AppError } from "#domain/errors/app-error.ts";

/**
 * Reads public keys, one per line; gives none where there is no such file.
 *
 * @throws settings_invalid for a line that is no key
 */
export async function readVerifiers(path: string): Promise<NoteVerifier[]> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return "";
    throw new AppError("settings_invalid", `${path} cannot be read.`, { cause });
  });
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line, at) => {
    const verifier = parseVerifier(line.trim());
    if (verifier === null) throw new AppError("settings_invalid", `${path}:${at + 1} is no public key.`);
    return verifier;
  });
}
