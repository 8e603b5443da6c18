import { join } from "node:path";
import { keepSecret, type SecretPlace } from "#scripts/embedded/home/keep-secret.ts";
import { writeWhole } from "#scripts/embedded/home/write-whole.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

/** A login of the home's own databases. */
export interface KeptUrl {
  readonly url: string;
  readonly password: string;
  /** Path of the file that holds the URL. */
  readonly file: string;
}

/**
 * Keeps a connection string as a secret of the home: its password stays, the rest follows the place of the server.
 *
 * @throws StartError when a part that was made has lost it, or it is damaged
 */
export async function keepUrl(place: SecretPlace, name: string, urlOf: (password: string) => string): Promise<KeptUrl> {
  const file = join(place.home.paths.secrets, name);
  const kept = await keepSecret(place, name);
  const password = passwordOf(kept, file);
  const url = urlOf(password);
  if (url !== kept) await writeWhole(file, url, 0o400);
  return { url, password, file };
}

/** A fresh secret is a bare password; from the second time on it stands in its URL. */
function passwordOf(kept: string, file: string): string {
  if (/^[\w-]+$/.test(kept)) return kept;
  const password = URL.canParse(kept) ? decodeURIComponent(new URL(kept).password) : "";
  if (password !== "") return password;
  throw new StartError(`${file} is damaged: restore it from a backup, or use another LATCHKEY_HOME.`);
}
