import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { CliError } from "#cli/cli-error.ts";
import { grantWords, type SecretPlace, type SecretWords } from "#cli/secret-place.ts";

/**
 * Makes a file that only its owner can read (0600), exclusively: an existing one is never opened, followed or changed.
 *
 * @param force replace an existing file, in one step once the content is written
 * @throws CliError when there is one already or the place cannot be written
 */
export async function createSecretFile(
  path: string,
  { force }: { readonly force: boolean },
  words: SecretWords = grantWords,
): Promise<SecretPlace> {
  const target = force ? `${path}.${process.pid}.new` : path;
  const file = await open(target, "wx", 0o600).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "EEXIST") throw new CliError(`${target} exists already: choose another file, or add --force.`);
    throw new CliError(`${target} cannot be written: ${cause.message}.`, { cause });
  });
  return {
    async write(content) {
      try {
        await writeWhole(file, content);
        if (force) await rename(target, path);
      } catch (error) {
        throw notWritten(path, words, error);
      }
    },
    async discard() {
      await file.close();
      await rm(target, { force: true });
    },
    conclude: async () => `Written to ${path} (0600). ${words.done}\n`,
  };
}

function notWritten(path: string, { opened, again }: SecretWords, cause: unknown): CliError {
  const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
  return new CliError(`${opened}, but ${path} cannot be written (${reason}): ${again}.`, { cause });
}

async function writeWhole(file: FileHandle, content: Uint8Array): Promise<void> {
  // The mode given to open is narrowed by the umask, never widened; this makes it exactly 0600.
  await file.chmod(0o600);
  await file.writeFile(content);
  await file.sync();
  await file.close();
}
