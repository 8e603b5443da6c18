import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a directory and its parents; one that is there keeps its mode.
 *
 * Unlike mkdir's own recursion it fails with the true reason on a read-only disk.
 */
export async function makeDirectory(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    await makeDirectory(dirname(path), 0o755);
    await mkdir(path, { mode });
  }
}
