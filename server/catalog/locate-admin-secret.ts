import { stat } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";

/**
 * Gives the path of a back end's admin secret, whether or not there is a file.
 *
 * A relative name is looked for in `$CREDENTIALS_DIRECTORY`, then in `home`.
 */
export async function locateAdminSecret(file: string, home: string): Promise<string> {
  if (isAbsolute(file)) return file;
  const directory = process.env.CREDENTIALS_DIRECTORY;
  if (directory) {
    const credential = join(directory, basename(file));
    const found = await stat(credential).catch(() => null);
    if (found?.isFile()) return credential;
  }
  return join(home, file);
}
