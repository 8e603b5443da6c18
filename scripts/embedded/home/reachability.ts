import { statSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseUser } from "#scripts/embedded/postgres/database-user.ts";
import { runTool } from "#scripts/embedded/postgres/run-tool.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

/**
 * Makes sure that the database user can enter `directory`, or where that is yet to be made, the nearest parent.
 *
 * @throws StartError naming the directory that shuts it out
 */
export async function assertReachable(directory: string, user: DatabaseUser | null): Promise<void> {
  if (user === null) return;
  let existing = directory;
  while (!statSync(existing, { throwIfNoEntry: false })?.isDirectory() && existing !== "/")
    existing = dirname(existing);
  const { code } = await runTool("/bin/sh", ["-c", 'cd -- "$1"', "sh", existing], user);
  if (code === 0) return;
  throw new StartError(
    `The database cannot run in ${directory}: PostgreSQL refuses to run as root, and the user ${user.name} that runs it ` +
      `instead cannot enter ${findBarrier(existing, user)}; set LATCHKEY_HOME to a directory it can enter, such as /var/lib/latchkey.`,
  );
}

/** The outermost directory on the way that its permission bits close to the user; the last one when they do not tell. */
function findBarrier(directory: string, user: DatabaseUser): string {
  const way = [directory];
  for (let path = directory; path !== dirname(path); path = dirname(path)) way.unshift(dirname(path));
  return way.find((path) => !mayEnter(path, user)) ?? directory;
}

function mayEnter(path: string, user: DatabaseUser): boolean {
  const { mode, uid, gid } = statSync(path);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  return (mode & (gid === user.gid ? 0o010 : 0o001)) !== 0;
}
