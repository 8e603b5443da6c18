import { createHash } from "node:crypto";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Gives one line per file below `directory`: path, mode, and digest of the content; sockets and the lock are left out. */
export async function digestTree(directory: string): Promise<string[]> {
  const lines: string[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSocket() || path.endsWith("/run")) continue;
    const { mode } = await lstat(path);
    const digest = entry.isFile()
      ? createHash("sha256")
          .update(await readFile(path))
          .digest("hex")
      : "";
    lines.push(`${path} ${mode.toString(8)} ${digest}`);
  }
  return lines.sort();
}
