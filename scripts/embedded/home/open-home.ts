import { chmod, lstat, readdir, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { lockHome, type HomeLock } from "#scripts/embedded/home/home-lock.ts";
import {
  readHomeDescription,
  writeHomeDescription,
  type HomeDescription,
  type HomePart,
} from "#scripts/embedded/home/home-description.ts";
import { homePaths, type HomePaths } from "#scripts/embedded/home/home-paths.ts";
import { makeDirectory } from "#scripts/embedded/home/make-directory.ts";
import { assertReachable } from "#scripts/embedded/home/reachability.ts";
import { chooseDatabaseUser, type DatabaseUser } from "#scripts/embedded/postgres/database-user.ts";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

/** An open home: locked for this process, its directories made. */
export interface Home {
  readonly paths: HomePaths;
  readonly lock: HomeLock;
  readonly databaseUser: DatabaseUser | null;
  /** Port of the target cluster. */
  readonly pgPort: number;
  /** Port of the cache server, chosen once: people's credentials name it. */
  readonly cachePort: number;
  /** Port of the certificate authority, chosen once: certificates name it. */
  readonly pkiPort: number;
  isMade(part: HomePart): boolean;
  /** Records that a part is complete. */
  markMade(part: HomePart): Promise<void>;
}

/**
 * Opens `directory` as this process's home, making it (0711) where there is none.
 *
 * A directory that holds anything else, is damaged, in use or out of the database user's reach is left untouched.
 * @param options.pgPort port of the target cluster; undefined keeps the home's, or picks a free one once
 * @param options.pkiPort the same of the certificate authority
 * @param options.tell receives a sentence when the start must wait
 * @throws StartError with one sentence
 */
export async function openHome(
  directory: string,
  {
    pgPort,
    pkiPort,
    tell,
  }: { pgPort: number | undefined; pkiPort?: number | undefined; tell: (sentence: string) => void },
): Promise<Home> {
  const databaseUser = chooseDatabaseUser(join(directory, "system"));
  await assertReachable(directory, databaseUser);
  await assertOurs(directory);
  await makeDirectory(directory, 0o711);
  const paths = homePaths(await realpath(directory));
  await makeLockDirectory(paths);
  const lock = await lockHome(directory, paths.lock, tell);
  await chmod(paths.home, 0o711);
  const known = await readHomeDescription(paths.description);
  const fresh = { format: 1 as const, made: [], madeAt: new Date().toISOString() };
  const ports = {
    pgPort: pgPort ?? known?.pgPort ?? (await freePort()),
    cachePort: known?.cachePort ?? (await freePort()),
    pkiPort: pkiPort ?? known?.pkiPort ?? (await freePort()),
  };
  let description: HomeDescription = { ...(known ?? fresh), ...ports };
  let written = Promise.resolve();
  if (known?.pgPort !== ports.pgPort || known.cachePort !== ports.cachePort || known.pkiPort !== ports.pkiPort)
    await writeHomeDescription(paths.description, description);
  for (const path of [paths.secrets, dirname(paths.jwks), paths.mail, paths.logs]) {
    await makeDirectory(path, 0o700);
  }
  return {
    paths,
    lock,
    databaseUser,
    ...ports,
    isMade: (part) => description.made.includes(part),
    markMade: (part) => {
      if (description.made.includes(part)) return written;
      description = { ...description, made: [...description.made, part] };
      const next = description;
      // Parts are finished side by side, the file is written by one at a time.
      written = written.then(() => writeHomeDescription(paths.description, next));
      return written;
    },
  };
}

async function assertOurs(directory: string): Promise<void> {
  const found = await lstat(directory).catch(() => null);
  if (found === null) return;
  const isDirectory = await stat(directory).then(
    (target) => target.isDirectory(),
    () => false,
  );
  if (!isDirectory) throw new StartError(`LATCHKEY_HOME ${directory} is not a directory.`);
  const names = await readdir(directory);
  if (names.includes("home.json") || names.every((name) => name === "run")) return;
  throw new StartError(
    names.includes("system")
      ? `${join(directory, "home.json")} is missing: restore it from a backup, or use another LATCHKEY_HOME.`
      : `LATCHKEY_HOME ${directory} holds other files and no home.json: choose an empty directory.`,
  );
}

async function makeLockDirectory(paths: HomePaths): Promise<void> {
  if (paths.shortSockets === null) {
    await makeDirectory(dirname(paths.lock), 0o700);
    return;
  }
  await makeDirectory(paths.shortSockets, 0o711);
  const { uid } = await lstat(paths.shortSockets);
  if (uid === process.getuid?.()) return;
  throw new StartError(`${paths.shortSockets} belongs to another user: set LATCHKEY_HOME to a shorter path.`);
}
