import { readFileSync, statSync } from "node:fs";
import { StartError } from "#scripts/embedded/start-error.ts";

/** The operating system user that runs the database servers. */
export interface DatabaseUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const preferredNames = ["postgres", "_postgres", "nobody"];

/**
 * Picks the user that runs the servers of `directory`: nobody special (null) for an ordinary user; for root, which
 * PostgreSQL refuses to run as, the owner of an existing directory, else `postgres` or `nobody`.
 *
 * @throws StartError when root finds no such user
 */
export function chooseDatabaseUser(directory: string): DatabaseUser | null {
  if (process.getuid?.() !== 0) return null;
  const users = readUsers();
  const owner = statSync(directory, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) {
    const name = users.find((user) => user.uid === owner.uid)?.name ?? String(owner.uid);
    return { name, uid: owner.uid, gid: owner.gid };
  }
  for (const name of preferredNames) {
    const user = users.find((candidate) => candidate.name === name && candidate.uid !== 0);
    if (user) return user;
  }
  throw new StartError("PostgreSQL does not run as root, and this machine has no user named postgres or nobody.");
}

function readUsers(): DatabaseUser[] {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    // macOS writes nobody's id as -2; the kernel wants it unsigned.
    return name && uid && gid ? [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }] : [];
  });
}
