import { randomUUID } from "node:crypto";
import { link, open, readFile, rename, rm, stat } from "node:fs/promises";
import { CliError } from "#cli/cli-error.ts";

/**
 * Longer than a holder takes at most, 120 s: a keyring that is read, written and cleared (30 s each, and what is kept in
 * a file instead is cleared there), and three calls to the issuer (10 s each).
 */
const staleMs = 150_000;
/** Longer than that, so that whoever waits outlives what a killed process left. */
const waitMs = 180_000;
const pauseMs = 50;

/**
 * Runs `work` while no other process of this person does, by a lock file; one that a killed process left is taken over
 * when it is 150 s old. `work` ends by itself before that.
 *
 * @throws CliError when it cannot be had in 180 s
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine = randomUUID();
  const deadline = performance.now() + waitMs;
  while (!(await take(path, mine))) {
    await removeStale(path);
    if (performance.now() > deadline) throw new CliError(`${path} is held by another process: remove it if none runs.`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  try {
    return await work();
  } finally {
    const holder = await readFile(path, "utf8").catch(() => null);
    if (holder === mine) await rm(path, { force: true });
  }
}

async function take(path: string, mine: string): Promise<boolean> {
  const file = await open(path, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") return null;
    throw new CliError(`${path} cannot be written: ${error.message}.`, { cause: error });
  });
  if (file === null) return false;
  try {
    await file.writeFile(mine);
  } finally {
    await file.close();
  }
  return true;
}

/**
 * Moved away before it is removed, so that of two processes that find it stale only one ends it. What was moved may be
 * another one, taken since the look: it is put back, unless a third process was quicker in that moment.
 */
async function removeStale(path: string): Promise<void> {
  if (!(await isStale(path))) return;
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  if (!(await isStale(aside))) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function isStale(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs >= staleMs;
}
