import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { HomePart } from "#scripts/embedded/home/home-description.ts";
import type { Home } from "#scripts/embedded/home/open-home.ts";
import { writeWhole } from "#scripts/embedded/home/write-whole.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

/** What a secret of the home starts as: 192 random bits, printable. */
const newSecret = () => randomBytes(24).toString("base64url");

/** Which part of which home a secret belongs to. */
export interface SecretPlace {
  readonly home: Home;
  readonly part: HomePart;
}

/**
 * Reads a secret of the home (0400); while its part is still being made, makes it where it is missing.
 *
 * @throws StartError when a part that was made has lost it
 */
export async function keepSecret({ home, part }: SecretPlace, name: string): Promise<string> {
  const path = join(home.paths.secrets, name);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  if (text !== "") return text.replace(/\n$/, "");
  if (home.isMade(part)) {
    throw new StartError(`${path} is missing or empty: restore it from a backup, or use another LATCHKEY_HOME.`);
  }
  const secret = newSecret();
  await writeWhole(path, secret, 0o400);
  return secret;
}
