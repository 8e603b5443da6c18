import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { CliError } from "#cli/cli-error.ts";

const waitMs = 30_000;
const pauseMs = 50;
/** Longer than any holder can take: its calls to the issuer end by themselves before. */
const staleMs = 25_000;

/**
 * Runs `work` while no other process of this person does, by a lock file; one that a killed process left is taken over.
 *
 * @throws CliError when it cannot be had in 30 s
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

/** Moved away before it is removed, so that of two processes that find it stale only one ends it. */
async function removeStale(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || Date.now() - found.mtimeMs < staleMs) return;
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { force: true });
}
