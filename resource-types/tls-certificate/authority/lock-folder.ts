import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The authority of a killed supervisor needs a moment to notice, and its number one to be given back. */
const graceMs = 3000;

/**
 * Takes a folder for this process, so that no two authorities write one journal; gives how to let it go.
 *
 * A process that was killed leaves its lock; it is taken over once no process has its number.
 * @throws Error when a living process has the folder and keeps it
 */
export async function lockFolder(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, "authority.pid");
  const giveUpAt = Date.now() + graceMs;
  for (;;) {
    if (await take(path)) return () => rm(path, { force: true });
    const pid = Number(await readFile(path, "utf8").catch(() => ""));
    if (!isAlive(pid)) await rm(path, { force: true });
    else if (Date.now() < giveUpAt) await sleep(100);
    else throw new Error(`Process ${pid} is the authority of ${directory}; if it is not, remove ${path}.`);
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** In a container, a new authority often has its predecessor's number: then that one is gone. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
