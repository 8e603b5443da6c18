import { readFile } from "node:fs/promises";
import { CliError } from "#cli/cli-error.ts";
import { askHidden } from "#cli/local/pki/ask-hidden.ts";

/**
 * Reads the root's passphrase from a file, or asks for it on the terminal, which does not show it: twice for a new one.
 *
 * @throws CliError when nobody can be asked, or both answers differ
 */
export async function readPassphrase(
  file: string | undefined,
  { isNew }: { readonly isNew: boolean },
): Promise<Buffer> {
  if (file !== undefined) {
    const bytes = await readFile(file);
    return bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes;
  }
  const first = await askHidden(
    isNew ? "Passphrase for the root's key (16 characters or more): " : "Passphrase of the root's key: ",
  );
  if (first === null) throw new CliError("Nobody can be asked here: name a file with --passphrase-file.");
  if (!isNew) return Buffer.from(first, "utf8");
  const second = await askHidden("The same again: ");
  if (first !== second) throw new CliError("The two are not the same. Nothing was made.");
  return Buffer.from(first, "utf8");
}
